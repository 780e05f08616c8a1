// Completes a transaction that names objects by id only and leaves gas open: what a full node does for a client's
// simulate-to-build. Input and output are the SDK's TransactionData. Knows no wire.
import { TransactionDataBuilder, type TransactionData } from '@mysten/sui/transactions';
import { toBase64 } from '@mysten/sui/utils';
import { formatType, normalizeAddress, parseType, substitute } from '../vm/move-type.ts';
import { VmError } from '../vm/errors.ts';
import type { MoveType, SignatureType } from '../vm/types.ts';
import { SUI } from './gas-payment.ts';
import { chooseGas } from './gas-selection.ts';
import { MAX_BUDGET, REFERENCE_GAS_PRICE, UNIT_STEP } from './gas.ts';
import { isContext } from './program/move-call.ts';
import { pureBytes } from './pure-json.ts';
import { invalid, notFound } from './rejection.ts';
import { runTransaction, type Environment } from './run.ts';
import { isStruct, SUI_FRAMEWORK } from './type-tag.ts';
import { parseTransaction, usesGasCoin } from './transaction.ts';
import type { ResolvedTransaction, ResolveOptions } from './types.ts';

type Input = TransactionData['inputs'][number];
type Command = TransactionData['commands'][number];

/** One place where an input is used: the parameter it meets, with its type arguments. */
interface InputUse {
  parameter: SignatureType;
  types: MoveType[];
}

const NOBODY = '0x' + '0'.repeat(64);

export function resolveTransaction(
  env: Environment,
  given: TransactionData,
  options: ResolveOptions,
): ResolvedTransaction {
  try {
    return complete(env, given, options);
  } catch (cause) {
    // Types come as text here, and may be no types at all.
    if (!(cause instanceof VmError)) throw cause;
    throw Object.assign(invalid('InvalidTransaction', cause.message), { cause });
  }
}

function complete(env: Environment, given: TransactionData, options: ResolveOptions): ResolvedTransaction {
  const data = structuredClone(given);
  const uses = inputUses(env, data);
  data.inputs = data.inputs.map((input, i) => resolveInput(env, input, uses[i]!));
  if (options.gas === false) return { data };

  data.sender ??= NOBODY;
  data.gasData.owner ??= data.sender;
  data.gasData.price ||= String(REFERENCE_GAS_PRICE);
  data.gasData.budget ||= estimateBudget(env, data);
  if (!data.gasData.payment) selectPayment(env, data);
  data.expiration ??= data.gasData.payment!.length ? { $kind: 'None', None: true } : validDuring(env);
  return { data, bytes: build(data) };
}

const build = (data: TransactionData): Uint8Array => {
  try {
    return new TransactionDataBuilder(data).build();
  } catch (cause) {
    throw Object.assign(invalid('InvalidTransaction', `transaction is incomplete: ${String(cause)}`), {
      cause,
    });
  }
};

function inputUses({ vm }: Environment, { inputs, commands }: TransactionData): InputUse[][] {
  const uses: InputUse[][] = inputs.map(() => []);
  const use = (
    argument: { Input?: number } | { [key: string]: unknown },
    parameter: SignatureType,
    types: MoveType[] = [],
  ) => {
    const index = (argument as { Input?: number }).Input;
    if (index !== undefined) uses[index]?.push({ parameter, types });
  };
  const whole: SignatureType = { kind: 'param', index: 0 };
  for (const command of commands) {
    if (command.MoveCall) {
      const { package: id, module, function: name, typeArguments, arguments: args } = command.MoveCall;
      const signature = vm.signature(id, module, name);
      if (!signature) throw invalid('FunctionNotFound', `Function Not Found. ${id}::${module}::${name}`);
      const parameters = signature.parameters.filter((p) => !isContext(p));
      const types = typeArguments.map(parseType);
      args.forEach((a, i) => parameters[i] && use(a, parameters[i]!, types));
    }
    otherUses(command, (argument, type) => use(argument, type ?? whole));
  }
  return uses;
}

type Use = (argument: { [key: string]: unknown }, type?: SignatureType) => void;

function otherUses(command: Command, use: Use): void {
  if (command.SplitCoins) {
    use(command.SplitCoins.coin);
    command.SplitCoins.amounts.forEach((a) => use(a, { kind: 'u64' }));
  } else if (command.TransferObjects) {
    command.TransferObjects.objects.forEach((a) => use(a));
    use(command.TransferObjects.address, { kind: 'address' });
  } else if (command.MergeCoins) {
    use(command.MergeCoins.destination);
    command.MergeCoins.sources.forEach((a) => use(a));
  } else if (command.MakeMoveVec) {
    const { type, elements } = command.MakeMoveVec;
    elements.forEach((a) => use(a, type === null ? undefined : parseType(type)));
  }
}

function resolveInput({ state }: Environment, input: Input, uses: InputUse[]): Input {
  if (input.UnresolvedPure) return resolvePure(input.UnresolvedPure.value, uses);
  if (!input.UnresolvedObject) return input;
  const given = input.UnresolvedObject;
  const id = normalizeAddress(given.objectId);
  const object = state.get(id);
  if (!object) throw notFound(id);
  const { owner, version, digest } = object;
  if (owner.kind === 'object') {
    throw invalid(
      'InvalidChildObjectArgument',
      `Object ${id} is owned by object ${owner.parent} and cannot be an input`,
    );
  }
  if (owner.kind === 'shared') {
    const mutable =
      given.mutable ?? uses.some(({ parameter }) => parameter.kind !== 'ref' || parameter.mutable);
    const shared = { objectId: id, initialSharedVersion: String(owner.initialVersion), mutable };
    return { $kind: 'Object', Object: { $kind: 'SharedObject', SharedObject: shared } };
  }
  const ref = { objectId: id, version: String(given.version ?? version), digest: given.digest ?? digest };
  if (uses.some(({ parameter }) => isReceiving(parameter))) {
    return { $kind: 'Object', Object: { $kind: 'Receiving', Receiving: ref } };
  }
  return { $kind: 'Object', Object: { $kind: 'ImmOrOwnedObject', ImmOrOwnedObject: ref } };
}

const isReceiving = (type: SignatureType) =>
  type.kind === 'struct' && isStruct({ ...type, args: [] }, SUI_FRAMEWORK, 'transfer', 'Receiving');

function resolvePure(value: unknown, uses: InputUse[]): Input {
  const [use] = uses;
  if (!use) throw invalid('InvalidTransaction', 'a pure value that no command uses has no type');
  const { parameter, types } = use;
  const type = substitute(parameter.kind === 'ref' ? parameter.to : parameter, types);
  return { $kind: 'Pure', Pure: { bytes: toBase64(pureBytes(type, value)) } };
}

/** What a run with plenty of gas cost, with the margin full nodes add. */
function estimateBudget(env: Environment, data: TransactionData): string {
  const price = BigInt(data.gasData.price!);
  const probe: TransactionData = {
    ...data,
    gasData: { ...data.gasData, payment: [], budget: String(MAX_BUDGET) },
  };
  const { gas } = runTransaction(env, parseTransaction(build(probe)), {
    checks: true,
    simulated: true,
  }).executed;
  const computation = gas.computationCost + UNIT_STEP * price;
  const storage = gas.storageCost - gas.storageRebate;
  const budget = computation + (storage > 0n ? storage : 0n);
  return String(budget < MAX_BUDGET ? budget : MAX_BUDGET);
}

function selectPayment(env: Environment, data: TransactionData): void {
  const owner = normalizeAddress(data.gasData.owner!);
  const exclude = new Set<string>();
  let withdrawn = 0n;
  for (const { Object: object, FundsWithdrawal: funds } of data.inputs) {
    if (object?.ImmOrOwnedObject) exclude.add(object.ImmOrOwnedObject.objectId);
    if (object?.Receiving) exclude.add(object.Receiving.objectId);
    const from = funds && (funds.withdrawFrom.Sponsor ? owner : normalizeAddress(data.sender!));
    if (funds && from === owner && isSui(funds.typeArg.Balance))
      withdrawn += BigInt(funds.reservation.MaxAmountU64);
  }
  const limited = data.expiration?.ValidDuring ?? data.expiration?.Validity;
  const { payment, from } = chooseGas(env, owner, BigInt(data.gasData.budget!), {
    exclude,
    withdrawn,
    usesGasCoin: usesGasCoin(
      parseTransaction(build({ ...data, gasData: { ...data.gasData, payment: [] } })).commands,
    ),
    prefer: limited ? 'address' : 'coins',
  });
  data.gasData.payment = payment;
  if (from === 'address' && !limited) data.expiration = validDuring(env);
}

const isSui = (type: string) => formatType(parseType(type)) === SUI;

/** Valid this epoch and the next; the nonce keeps two equal payments apart. */
function validDuring({ epoch, chainId }: Environment): NonNullable<TransactionData['expiration']> {
  const [nonce] = crypto.getRandomValues(new Uint32Array(1));
  return {
    $kind: 'ValidDuring',
    ValidDuring: {
      minEpoch: String(epoch),
      maxEpoch: String(epoch + 1n),
      minTimestamp: null,
      maxTimestamp: null,
      chain: chainId,
      nonce: nonce!,
    },
  };
}
