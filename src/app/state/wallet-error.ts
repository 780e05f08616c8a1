// Refusals of a wallet, with the codes the library's Wallet port promises.
import { FloeError } from '../../lib/index.ts';

export class WalletError extends FloeError<
  'wallet/declined' | 'wallet/wrong-network' | 'wallet/not-connected'
> {
  override name = 'WalletError';
}
