// What the hub itself refuses, before any part is asked.
import { FloeError } from '../errors.ts';

export type HubErrorCode =
  /** Sealed weights: not supported yet. */
  | 'hub/sealed'
  /** A runtime this build has no engine for. */
  | 'hub/unsupported-runtime'
  | 'hub/draft-invalid'
  | 'hub/draft-missing'
  /** The device has no room to keep the files of a publication. */
  | 'hub/no-room'
  /** The blobs of this publication belong to another address. */
  | 'hub/other-wallet'
  /** The wallet holds no cap for the model. */
  | 'hub/no-cap'
  | 'hub/no-pending-call'
  /** This build's receipt is for another network or package. */
  | 'hub/foreign-receipt'
  | 'hub/receipt-not-on-chain';

export class HubError extends FloeError<HubErrorCode> {
  override name = 'HubError';
}
