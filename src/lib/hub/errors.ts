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
  /** More calls, or larger inputs, than one payment is made for. */
  | 'hub/batch-too-large'
  /** The model gives its answer in one piece: it is run first and paid afterwards. */
  | 'hub/not-streaming'
  /** A call that was paid first did not get to its end. `details.call` finishes it, `cause` says why. */
  | 'hub/stream-interrupted'
  /** Its output was not shown yet, so there is nothing to bind. */
  | 'hub/nothing-to-bind'
  /** This build's receipt is for another network or package. */
  | 'hub/foreign-receipt'
  | 'hub/receipt-not-on-chain';

export class HubError extends FloeError<HubErrorCode> {
  override name = 'HubError';
}
