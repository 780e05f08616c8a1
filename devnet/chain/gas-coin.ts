// The gas coin while a transaction runs: what it holds, what is withheld for gas, and what becomes of a reserved one.
// Knows no commands and no costs.
import { intern } from '../vm/move-type.ts';
import type { Session } from '../vm/session.ts';
import type { Value } from '../vm/types.ts';
import type { Funds } from './funds.ts';
import type { GasPlan } from './gas-payment.ts';
import { coinBalance, setCoinBalance } from './program/commands.ts';
import type { Place } from './program/places.ts';
import { placeObject } from './program/program.ts';
import { objectId, uid, type Runtime } from './program/runtime.ts';
import { coinOf, SUI_TYPE } from './type-tag.ts';

export class GasCoin {
  /** Undefined when gas is paid from an address balance. */
  readonly place: Place | undefined;
  readonly #value: Value | undefined;
  /** Commands may spend everything smashed into the coin except the budget. */
  readonly #withheld: bigint;

  constructor(
    private readonly rt: Runtime,
    private readonly plan: GasPlan,
  ) {
    this.#withheld = plan.budget < plan.total ? plan.budget : plan.total;
    this.place = this.#place();
    this.#value = this.place?.cell?.value;
    if (this.#value) setCoinBalance(this.#value, plan.total - this.#withheld);
  }

  #place(): Place | undefined {
    const { coins, from } = this.plan;
    if (coins[0]) return placeObject(this.rt, 'gas', coins[0], true);
    if (from !== 'reservation') return undefined;
    const value = { fields: [uid(this.rt.session.freshId()), { fields: [0n] }] };
    return { origin: 'gas', type: intern(coinOf(SUI_TYPE)), cell: { value }, dirty: false };
  }

  /** Commands are done: the budget is in the coin again, wherever the coin is by now. */
  release(): void {
    if (this.plan.coins.length) setCoinBalance(this.#value, coinBalance(this.#value) + this.#withheld);
  }

  /** After success: what was reserved leaves the address balance, what was not spent of it goes back. */
  settle(session: Session, funds: Funds): void {
    const { owner, reserved, coins } = this.plan;
    funds.move(owner, SUI_TYPE, -reserved);
    if (coins.length || !this.place) return;
    const { cell } = this.place;
    funds.move(owner, SUI_TYPE, this.#withheld + (cell ? coinBalance(cell.value) : 0n));
    if (cell) session.deleteId(objectId(cell.value));
  }

  /** After failure: the coin with all that was smashed into it, and nothing spent. */
  whole(funds: Funds): Value | undefined {
    const { coins, owner, reserved, total } = this.plan;
    if (!coins[0]) return undefined;
    funds.move(owner, SUI_TYPE, -reserved);
    const { value } = placeObject(this.rt, 'gas', coins[0], true).cell!;
    setCoinBalance(value, total);
    return value;
  }
}
