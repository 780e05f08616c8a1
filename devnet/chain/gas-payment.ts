// Where gas comes from: coin objects (smashed into the first), an address balance, or both; and choosing among them.
// Knows no Move: coins are read as bytes.
import { ACCUMULATOR_ROOT, balanceOf, SUI_FRAMEWORK, SUI_TYPE, toTypeTag } from './type-tag.ts';
import { bcs, TypeTagSerializer } from '@mysten/sui/bcs';
import { deriveDynamicFieldID, fromBase58, fromHex, toBase58, toHex } from '@mysten/sui/utils';
import { exactObject, reservedFunds, type LoadedInput } from './inputs.ts';
import type { Conditions } from './expiration.ts';
import { MAX_PAYMENT_OBJECTS } from './gas.ts';
import { formatType } from '../vm/move-type.ts';
import type { MoveType } from '../vm/types.ts';
import { invalid, LedgerRejection, wrongOwner } from './rejection.ts';
import { coinValue, type State } from './state.ts';
import { usesGasCoin, type ParsedTransaction } from './transaction.ts';
import type { StoredObject } from './types.ts';

export const SUI = formatType(SUI_TYPE);

export interface GasPlan {
  /**
   * `coins`: the first coin lives on; `balance`: an address balance, without a coin; `reservation`: a coin made of an
   * address balance, what is left of it goes back there; `mock`: a simulation's own coin.
   */
  from: 'coins' | 'balance' | 'reservation' | 'mock';
  owner: string;
  price: bigint;
  budget: bigint;
  /** The payment; for `mock` the made-up coin. Only the first outlives the transaction. */
  coins: StoredObject[];
  /** What the coins hold together, plus `reserved`. */
  total: bigint;
  /** Taken from the owner's address balance for use as the gas coin (coin reservation). */
  reserved: bigint;
}

const MOCK_ID = '0x' + 'f'.repeat(64);
const MOCK_VALUE = 10n ** 18n;
const RESERVATION_MAGIC = 0xac;

export function planGas(
  tx: ParsedTransaction,
  state: State,
  inputs: LoadedInput[],
  options: Conditions,
): GasPlan {
  const { owner, price, budget, payment } = tx.gas;
  const funds = state.addressBalance(owner, SUI);
  checkReservations(inputs, state, options);
  const withdrawn = reservedFunds(inputs, owner, SUI);
  const base = { owner, price, budget, reserved: 0n };

  if (!options.checks) return { ...base, ...mockCoin(owner) };
  if (!payment.length) {
    const coinNeeded = usesGasCoin(tx.commands);
    if (!coinNeeded && funds >= budget + withdrawn)
      return { ...base, from: 'balance', coins: [], total: funds - withdrawn };
    if (options.simulated) return { ...base, ...mockCoin(owner) };
    if (coinNeeded)
      throw invalid('Unsupported', 'the gas coin cannot be used when gas is paid from an address balance');
    throw tooLow(funds > withdrawn ? funds - withdrawn : 0n, budget);
  }
  if (payment.length > MAX_PAYMENT_OBJECTS) {
    throw invalid('SizeLimitExceeded', `maximum number of gas payment objects is ${MAX_PAYMENT_OBJECTS}`);
  }
  const coins: StoredObject[] = [];
  let total = 0n;
  let reserved = 0n;
  for (const ref of payment) {
    const reservation = readReservation(ref.digest);
    if (reservation) {
      if (ref.objectId !== reservationId(owner, options.chainId)) {
        throw invalid(
          'InvalidWithdrawReservation',
          `coin reservation ${ref.objectId} does not belong to ${owner}`,
        );
      }
      reserved += reservation.amount;
      total += reservation.amount;
      continue;
    }
    const coin = exactObject(state, ref);
    if (coin.owner.kind !== 'address')
      throw invalid('GasObjectNotOwnedObject', `Gas object is not an owned object: ${coin.id}`);
    if (coin.owner.address !== owner) throw wrongOwner(coin.id, coin.owner.address, owner);
    const held = coinValue(coin);
    if (held?.coinType !== SUI) throw invalid('InvalidGasObject', `Gas object is not a SUI coin: ${coin.id}`);
    coins.push(coin);
    total += held.value;
  }
  if (reserved > 0n && funds < reserved + withdrawn) throw tooLow(funds, reserved + withdrawn);
  if (total < budget) throw tooLow(total, budget);
  return { ...base, from: coins.length ? 'coins' : 'reservation', coins, total, reserved };
}

const tooLow = (held: bigint, needed: bigint) =>
  new LedgerRejection(
    'invalid',
    'GasBalanceTooLow',
    `Balance of gas object ${held} is lower than the needed amount: ${needed}`,
  );

function checkReservations(inputs: LoadedInput[], state: State, { checks }: Conditions): void {
  if (!checks) return;
  for (const input of inputs) {
    if (input.kind !== 'withdrawal') continue;
    const type = formatType(input.coinType);
    const requested = reservedFunds(inputs, input.owner, type);
    const available = state.addressBalance(input.owner, type);
    if (available < requested) {
      throw invalid(
        'InvalidWithdrawReservation',
        `Available amount in account for object id ${accumulatorId(input.owner, input.coinType)} is less than requested: ` +
          `${available} < ${requested}`,
      );
    }
  }
}

function mockCoin(owner: string): Pick<GasPlan, 'from' | 'coins' | 'total'> {
  const bytes = new Uint8Array(40).fill(0xff);
  new DataView(bytes.buffer).setBigUint64(32, MOCK_VALUE, true);
  const coin: StoredObject = {
    id: MOCK_ID,
    version: 1n,
    digest: '11111111111111111111111111111111',
    owner: { kind: 'address', address: owner },
    previousTransaction: '11111111111111111111111111111111',
    storageRebate: 0n,
    content: { kind: 'struct', type: SUI_COIN, hasPublicTransfer: true, bytes },
  };
  return { from: 'mock', coins: [coin], total: MOCK_VALUE };
}

const SUI_COIN: MoveType = {
  kind: 'struct',
  address: SUI_FRAMEWORK,
  module: 'coin',
  name: 'Coin',
  args: [SUI_TYPE],
};

/** A payment entry whose digest is amount (u64), epoch (u32) and twenty bytes 0xac draws on the address balance. */
function readReservation(digest: string): { amount: bigint } | undefined {
  const bytes = fromBase58(digest);
  if (bytes.length !== 32 || bytes.slice(12).some((b) => b !== RESERVATION_MAGIC)) return undefined;
  return { amount: new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) };
}

/** A payment entry that stands for `amount` of the address balance: what `readReservation` reads. */
export function reservationRef(owner: string, amount: bigint, chainId: string, epoch: bigint) {
  const digest = new Uint8Array(32).fill(RESERVATION_MAGIC);
  const view = new DataView(digest.buffer);
  view.setBigUint64(0, amount, true);
  view.setUint32(8, Number(epoch), true);
  return { objectId: reservationId(owner, chainId), version: '0', digest: toBase58(digest) };
}

function reservationId(owner: string, chainId: string): string {
  const id = fromHex(accumulatorId(owner, SUI_TYPE));
  const chain = fromBase58(chainId);
  return '0x' + toHex(id.map((b, i) => b ^ chain[i]!));
}

/** The dynamic field under 0xacc that holds `owner`'s balance of one coin type. */
export function accumulatorId(owner: string, coinType: MoveType): string {
  const key = {
    struct: {
      address: SUI_FRAMEWORK,
      module: 'accumulator',
      name: 'Key',
      typeParams: [toTypeTag(balanceOf(coinType))],
    },
  };
  return deriveDynamicFieldID(
    ACCUMULATOR_ROOT,
    TypeTagSerializer.tagToString(key as never),
    bcs.Address.serialize(owner).toBytes(),
  );
}
