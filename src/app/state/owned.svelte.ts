// One author operation at a time on a model somebody owns.
import { isAbort, type AuthorChange, type Hub, type OwnedModel, type Wallet } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export type ChangeState =
  { status: 'idle' } | { status: 'signing' } | { status: 'done' } | { status: 'failed'; problem: Problem };

export class AuthorAction {
  state = $state.raw<ChangeState>({ status: 'idle' });
  readonly #hub: () => Hub | undefined;
  readonly #wallet: () => Wallet;

  constructor(hub: () => Hub | undefined, wallet: () => Wallet) {
    this.#hub = hub;
    this.#wallet = wallet;
  }

  /** True once the change is on chain. */
  async apply(owned: OwnedModel, change: AuthorChange): Promise<boolean> {
    const hub = this.#hub();
    if (!hub) return false;
    this.state = { status: 'signing' };
    try {
      await hub.update(owned, change, this.#wallet());
      this.state = { status: 'done' };
      return true;
    } catch (error) {
      this.state = isAbort(error) ? { status: 'idle' } : { status: 'failed', problem: describe(error) };
      return false;
    }
  }
}
