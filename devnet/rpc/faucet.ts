// The faucet's HTTP API, as `requestSuiFromFaucetV2` of @mysten/sui calls it: SUI, and WAL where there is Walrus.
// Knows the request and the answer; the ledger mints.
import type { Ledger } from '../chain/types.ts';
import { readAddress } from './address.ts';
import { GrpcError } from './status.ts';

export const FAUCET_PATH = '/v2/gas';

export interface FaucetOptions {
  /** MIST per request. */
  sui?: bigint;
  /** FROST per request; 0 where there is no Walrus. */
  wal: bigint;
}

const DEFAULT_MIST = 1_000_000_000_000n;

/** Answers `POST /v2/gas`; `undefined` for another path. */
export function createFaucet(ledger: Ledger, { sui = DEFAULT_MIST, wal }: FaucetOptions) {
  return async function handleFaucet(request: Request): Promise<Response | undefined> {
    if (new URL(request.url).pathname !== FAUCET_PATH) return undefined;
    if (request.method !== 'POST') return refuse(405, 'POST only');
    const body = (await request.json().catch(() => undefined)) as
      { FixedAmountRequest?: { recipient?: unknown } } | undefined;
    const recipient = body?.FixedAmountRequest?.recipient;
    try {
      const owner = readAddress(typeof recipient === 'string' ? recipient : undefined, 'recipient');
      const { digest, coins } = await ledger.mint(owner, [
        { type: 'sui', amount: sui },
        ...(wal > 0n ? [{ type: 'wal' as const, amount: wal }] : []),
      ]);
      // The API speaks of SUI alone: the first coin is it.
      const sent = coins.slice(0, 1).map((id) => ({ amount: Number(sui), id, transferTxDigest: digest }));
      return Response.json({ status: 'Success', coins_sent: sent });
    } catch (error) {
      if (error instanceof GrpcError) return refuse(400, error.message);
      throw error;
    }
  };
}

function refuse(status: number, internal: string): Response {
  return Response.json({ status: { Failure: { internal } }, coins_sent: null }, { status });
}
