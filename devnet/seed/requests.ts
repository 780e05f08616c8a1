// The transactions as their senders would have signed them: gas and payments from address balances, so that the bytes
// depend on nothing but the call itself. Bytes of calls are cut from one mould, a thousand times faster than encoding.
import { bcs } from '@mysten/sui/bcs';
import { addressToBytes } from '../vm/value.ts';
import { REFERENCE_GAS_PRICE } from '../chain/gas.ts';
import { CLOCK_ID, SUI_FRAMEWORK } from '../chain/type-tag.ts';
import type { SeedListing, SeedVersion } from './market.ts';

type Data = Extract<typeof bcs.TransactionData.$inferInput, { V1: unknown }>['V1'];
type Programmable = Extract<Data['kind'], { ProgrammableTransaction: unknown }>['ProgrammableTransaction'];
type Input = Programmable['inputs'] extends Iterable<infer T> ? T : never;
type Command = Programmable['commands'] extends Iterable<infer T> ? T : never;
type Argument =
  Extract<Command, { MoveCall: unknown }>['MoveCall']['arguments'] extends Iterable<infer T> ? T : never;

const SUI = `${SUI_FRAMEWORK}::sui::SUI`;
export const CALL_BUDGET = 8_000_000n;
export const CHANGE_BUDGET = 120_000_000n;

export interface Chain {
  packageId: string;
  hub: { id: string; initialVersion: bigint };
  chainId: string;
  epoch: bigint;
}

export interface ObjectRef {
  objectId: string;
  version: bigint;
  digest: string;
}

const input = (index: number): Argument => ({ Input: index });
const pure = (bytes: Uint8Array): Input => ({ Pure: { bytes } });
const u64 = (value: bigint | number): Input => pure(bcs.u64().serialize(value).toBytes());
const text = (value: string): Input => pure(bcs.string().serialize(value).toBytes());
const shared = (objectId: string, initialSharedVersion: bigint, mutable: boolean): Input => ({
  Object: { SharedObject: { objectId, initialSharedVersion, mutable } },
});
const CLOCK = shared(CLOCK_ID, 1n, false);
const withdrawal = (amount: bigint): Input => ({
  FundsWithdrawal: {
    reservation: { MaxAmountU64: amount },
    typeArg: { Balance: SUI },
    withdrawFrom: { Sender: null },
  },
});

function call(target: string, typeArguments: string[], args: Argument[]): Command {
  const [id, module, name] = target.split('::') as [string, string, string];
  return { MoveCall: { package: id, module, function: name, typeArguments, arguments: args } };
}

/** What the ledger notes of the commands. */
export const PLAIN_CALLS = {
  paid: (id: string) => [`${SUI_FRAMEWORK}::coin::redeem_funds`, `${id}::payment::pay`],
  free: (id: string) => [`${SUI_FRAMEWORK}::coin::zero`, `${id}::payment::pay`],
  transfer: [`${SUI_FRAMEWORK}::balance::redeem_funds`, `${SUI_FRAMEWORK}::balance::send_funds`],
};

function encode(
  chain: Chain,
  sender: string,
  budget: bigint,
  nonce: number,
  program: Programmable,
): Uint8Array {
  const { epoch, chainId } = chain;
  const data: Data = {
    kind: { ProgrammableTransaction: program },
    sender,
    gasData: { payment: [], owner: sender, price: REFERENCE_GAS_PRICE, budget },
    expiration: {
      ValidDuring: {
        minEpoch: epoch,
        maxEpoch: epoch + 1n,
        minTimestamp: null,
        maxTimestamp: null,
        chain: chainId,
        nonce,
      },
    },
  };
  return bcs.TransactionData.serialize({ V1: data }, { initialSize: 2048, maxSize: 1 << 17 }).toBytes();
}

const mark = (byte: number, length: number) => new Uint8Array(length).fill(byte);
const address = (byte: number) => `0x${byte.toString(16).repeat(32)}`;
const number = (byte: number) => BigInt(`0x${byte.toString(16).repeat(8)}`);

/** Bytes with places to fill: each mark stands in them as often as its value does. */
class Mould {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly places: number[][];

  constructor(bytes: Uint8Array, marks: Uint8Array[]) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.places = marks.map((wanted) => {
      const found: number[] = [];
      for (let at = 0; at + wanted.length <= bytes.length; at++) {
        if (wanted.every((b, i) => bytes[at + i] === b)) found.push(at);
      }
      return found;
    });
  }

  put(mark: number, value: Uint8Array): void {
    for (const at of this.places[mark]!) this.bytes.set(value, at);
  }

  number(mark: number, value: bigint): void {
    for (const at of this.places[mark]!) this.view.setBigUint64(at, value, true);
  }

  nonce(mark: number, value: number): void {
    for (const at of this.places[mark]!) this.view.setUint32(at, value, true);
  }
}

export class Moulds {
  readonly #paid: Mould;
  readonly #free: Mould;
  readonly #transfer: Mould;

  constructor(readonly chain: Chain) {
    const [sender, model, meter, shares, amount, version, commitment, nonce] = [
      0xa1, 0xa2, 0xa3, 0x5b, 0x5c, 0x5d, 0xc1, 0xd1,
    ] as const;
    const pay = (paid: boolean) => {
      const inputs: Input[] = [
        shared(address(model), number(shares), false),
        shared(address(meter), number(shares), true),
        ...(paid ? [withdrawal(number(amount))] : []),
        u64(number(version)),
        pure(Uint8Array.from([1, 32, ...mark(commitment, 32)])),
        CLOCK,
      ];
      const next = paid ? 3 : 2;
      const coin = paid
        ? call(`${SUI_FRAMEWORK}::coin::redeem_funds`, [SUI], [input(2)])
        : call(`${SUI_FRAMEWORK}::coin::zero`, [SUI], []);
      const args: Argument[] = [
        input(0),
        input(1),
        { Result: 0 },
        input(next),
        input(next + 1),
        input(next + 2),
      ];
      const commands = [coin, call(`${chain.packageId}::payment::pay`, [SUI], args)];
      return encode(chain, address(sender), CALL_BUDGET, 0xd1d1d1d1, { inputs, commands });
    };
    const marks = [
      mark(sender, 32),
      mark(model, 32),
      mark(meter, 32),
      mark(shares, 8),
      mark(amount, 8),
      mark(version, 8),
      mark(commitment, 32),
      mark(nonce, 4),
    ];
    this.#paid = new Mould(pay(true), marks);
    this.#free = new Mould(pay(false), marks);
    const send: Programmable = {
      inputs: [withdrawal(number(amount)), pure(mark(model, 32))],
      commands: [
        call(`${SUI_FRAMEWORK}::balance::redeem_funds`, [SUI], [input(0)]),
        call(`${SUI_FRAMEWORK}::balance::send_funds`, [SUI], [{ Result: 0 }, input(1)]),
      ],
    };
    this.#transfer = new Mould(encode(chain, address(sender), CALL_BUDGET, 0xd1d1d1d1, send), marks);
  }

  /** The bytes are good until the next use of the mould. */
  call(request: {
    sender: Uint8Array;
    model: Uint8Array;
    meter: Uint8Array;
    /** Where model and meter became shared. */
    initialVersion: bigint;
    price: bigint;
    version: number;
    commitment: Uint8Array;
    nonce: number;
  }): Uint8Array {
    const mould = request.price ? this.#paid : this.#free;
    mould.put(0, request.sender);
    mould.put(1, request.model);
    mould.put(2, request.meter);
    mould.number(3, request.initialVersion);
    mould.number(4, request.price);
    mould.number(5, BigInt(request.version));
    mould.put(6, request.commitment);
    mould.nonce(7, request.nonce);
    return mould.bytes;
  }

  transfer(sender: Uint8Array, to: Uint8Array, amount: bigint, nonce: number): Uint8Array {
    const mould = this.#transfer;
    mould.put(0, sender);
    mould.put(1, to);
    mould.number(4, amount);
    mould.nonce(7, nonce);
    return mould.bytes;
  }
}

const u256s = bcs.vector(bcs.u256());
const sealedKey = bcs.option(bcs.byteVector());
const strings = bcs.vector(bcs.string());

/** Inputs 0 to 4 and the command that describes a version. */
function describe(chain: Chain, version: SeedVersion, first: number): { inputs: Input[]; command: Command } {
  const inputs = [
    pure(bcs.u256().serialize(version.manifest).toBytes()),
    pure(bcs.byteVector().serialize(version.manifestHash).toBytes()),
    pure(u256s.serialize([...version.parts]).toBytes()),
    u64(version.bytes),
    pure(sealedKey.serialize(version.sealedKey ?? null).toBytes()),
  ];
  const args = inputs.map((_, i) => input(first + i));
  return { inputs, command: call(`${chain.packageId}::hub::new_version`, [], args) };
}

export function listRequest(
  chain: Chain,
  request: { author: string; price: bigint; listing: SeedListing; nonce: number },
): Uint8Array {
  const { author, price, listing, nonce } = request;
  const version = describe(chain, listing.versions[0]!, 0);
  const { name, summary, task, runtime, license } = listing;
  const texts = [name, summary, task, runtime, license].map(text);
  const inputs: Input[] = [
    ...version.inputs,
    shared(chain.hub.id, chain.hub.initialVersion, true),
    ...texts,
    pure(strings.serialize([...listing.tags]).toBytes()),
    u64(price),
    u64(listing.meters.length),
    CLOCK,
    pure(addressToBytes(author)),
  ];
  const args: Argument[] = [input(5), { Result: 0 }, ...[6, 7, 8, 9, 10, 11, 12, 13, 14].map(input)];
  const commands: Command[] = [
    version.command,
    call(`${chain.packageId}::hub::list`, [SUI], args),
    { TransferObjects: { objects: [{ Result: 1 }], address: input(15) } },
  ];
  return encode(chain, author, CHANGE_BUDGET, nonce, { inputs, commands });
}

export type Operation =
  | { function: 'set_price'; value: bigint }
  | { function: 'set_active'; value: boolean }
  | { function: 'set_payout' | 'hand_over'; value: string }
  | { function: 'add_version'; value: SeedVersion };

export function changeRequest(
  chain: Chain,
  request: {
    sender: string;
    model: { id: string; initialVersion: bigint };
    cap: ObjectRef;
    operation: Operation;
    nonce: number;
  },
): Uint8Array {
  const { sender, model, cap, operation, nonce } = request;
  const inputs: Input[] = [
    shared(model.id, model.initialVersion, true),
    { Object: { ImmOrOwnedObject: { ...cap } } },
    CLOCK,
  ];
  const target = `${chain.packageId}::hub::${operation.function}`;
  const commands: Command[] = [];
  let argument: Argument = input(3);
  if (operation.function === 'add_version') {
    const version = describe(chain, operation.value, 3);
    inputs.push(...version.inputs);
    commands.push(version.command);
    argument = { Result: 0 };
  } else if (operation.function === 'set_price') inputs.push(u64(operation.value));
  else if (operation.function === 'set_active') inputs.push(pure(Uint8Array.of(operation.value ? 1 : 0)));
  else inputs.push(pure(addressToBytes(operation.value)));
  commands.push(call(target, [], [input(0), input(1), argument, input(2)]));
  return encode(chain, sender, CHANGE_BUDGET, nonce, { inputs, commands });
}
