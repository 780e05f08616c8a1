// The Walrus SDK's client, fetched with the first question: who only reads and runs models never loads it.
import type { ClientWithCoreApi } from '@mysten/sui/client';
import type { WalrusClient } from '@mysten/walrus';

export interface WalrusNetwork {
  suiClient: ClientWithCoreApi;
  /** Object IDs of Walrus's System and Staking. */
  walrus: { system: string; staking: string };
}

/** Asked again where the code did not come. */
export function lazyWalrus({ suiClient, walrus }: WalrusNetwork): () => Promise<WalrusClient> {
  let loading: Promise<WalrusClient> | undefined;
  const load = async () => {
    const { WalrusClient } = await import('@mysten/walrus');
    const packageConfig = { systemObjectId: walrus.system, stakingPoolId: walrus.staking };
    return new WalrusClient({ packageConfig, suiClient });
  };
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
