// TransactionData -> the wire's Transaction message.
// Knows the two shapes alone; knows no ledger.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { TransactionDataBuilder, type Argument, type TransactionData } from '@mysten/sui/transactions';
import { fromBase64 } from '@mysten/sui/utils';
import { toTimestamp } from './json.ts';
import type { Mask } from './mask.ts';

type CallArg = TransactionData['inputs'][number];
type Command = TransactionData['commands'][number];

/** Decoding is what costs: history is asked for senders alone, a thousand transactions at a time. */
const DECODED_FIELDS = ['kind', 'gas_payment', 'expiration'];

export function writeTransaction(
  tx: { readonly bytes: Uint8Array; readonly digest: string; readonly sender: string },
  mask: Mask,
): G.Transaction {
  const message: G.Transaction = {};
  if (mask.has('bcs')) message.bcs = { name: 'TransactionData', value: tx.bytes };
  if (mask.has('digest')) message.digest = tx.digest;
  if (mask.has('version')) message.version = 1;
  if (mask.has('sender')) message.sender = tx.sender;
  if (!DECODED_FIELDS.some((field) => mask.has(field))) return message;

  const data = TransactionDataBuilder.fromBytes(tx.bytes).snapshot();
  if (mask.has('gas_payment')) message.gasPayment = writeGas(data.gasData);
  if (mask.has('expiration')) message.expiration = writeExpiration(data.expiration);
  if (mask.has('kind')) {
    message.kind = {
      kind: G.TransactionKind_Kind.PROGRAMMABLE_TRANSACTION,
      data: {
        oneofKind: 'programmableTransaction',
        programmableTransaction: {
          inputs: data.inputs.map(writeInput),
          commands: data.commands.map((command) => ({ command: writeCommand(command) })),
        },
      },
    };
  }
  return message;
}

function writeGas(gas: TransactionData['gasData']): G.GasPayment {
  return {
    objects: (gas.payment ?? []).map(writeReference),
    ...(gas.owner ? { owner: gas.owner } : {}),
    ...(gas.price ? { price: BigInt(gas.price) } : {}),
    ...(gas.budget ? { budget: BigInt(gas.budget) } : {}),
  };
}

function writeReference(ref: {
  objectId: string;
  version: string | number;
  digest: string;
}): G.ObjectReference {
  return { objectId: ref.objectId, version: BigInt(ref.version), digest: ref.digest };
}

function writeExpiration(expiration: TransactionData['expiration']): G.TransactionExpiration {
  const Kind = G.TransactionExpiration_TransactionExpirationKind;
  if (expiration?.$kind === 'Epoch') return { kind: Kind.EPOCH, epoch: BigInt(expiration.Epoch) };
  if (expiration?.$kind !== 'ValidDuring') return { kind: Kind.NONE };
  const { minEpoch, maxEpoch, minTimestamp, maxTimestamp, chain, nonce } = expiration.ValidDuring;
  return {
    kind: Kind.VALID_DURING,
    chain,
    nonce,
    ...(minEpoch === null ? {} : { minEpoch: BigInt(minEpoch) }),
    ...(maxEpoch === null ? {} : { epoch: BigInt(maxEpoch) }),
    ...(minTimestamp === null ? {} : { minTimestamp: toTimestamp(BigInt(minTimestamp)) }),
    ...(maxTimestamp === null ? {} : { maxTimestamp: toTimestamp(BigInt(maxTimestamp)) }),
  };
}

function writeInput(input: CallArg): G.Input {
  if (input.$kind === 'Pure') return { kind: G.Input_InputKind.PURE, pure: fromBase64(input.Pure.bytes) };
  if (input.$kind === 'FundsWithdrawal') {
    const { reservation, typeArg, withdrawFrom } = input.FundsWithdrawal;
    const { SENDER, SPONSOR } = G.FundsWithdrawal_Source;
    return {
      kind: G.Input_InputKind.FUNDS_WITHDRAWAL,
      fundsWithdrawal: {
        amount: BigInt(reservation.MaxAmountU64),
        coinType: typeArg.Balance,
        source: withdrawFrom.$kind === 'Sponsor' ? SPONSOR : SENDER,
      },
    };
  }
  if (input.$kind !== 'Object') throw new TypeError(`input ${input.$kind} is not resolved`);
  const object = input.Object;
  switch (object.$kind) {
    case 'ImmOrOwnedObject':
      return { kind: G.Input_InputKind.IMMUTABLE_OR_OWNED, ...writeReference(object.ImmOrOwnedObject) };
    case 'Receiving':
      return { kind: G.Input_InputKind.RECEIVING, ...writeReference(object.Receiving) };
    case 'SharedObject': {
      const { objectId, initialSharedVersion, mutable } = object.SharedObject;
      const { MUTABLE, IMMUTABLE } = G.Input_Mutability;
      return {
        kind: G.Input_InputKind.SHARED,
        objectId,
        version: BigInt(initialSharedVersion),
        mutable,
        mutability: mutable ? MUTABLE : IMMUTABLE,
      };
    }
  }
}

function writeCommand(command: Command): G.Command['command'] {
  switch (command.$kind) {
    case 'MoveCall': {
      const { package: id, module, function: name, typeArguments, arguments: args } = command.MoveCall;
      const moveCall = {
        package: id,
        module,
        function: name,
        typeArguments,
        arguments: args.map(writeArgument),
      };
      return { oneofKind: 'moveCall', moveCall };
    }
    case 'TransferObjects': {
      const { objects, address } = command.TransferObjects;
      const transferObjects = { objects: objects.map(writeArgument), address: writeArgument(address) };
      return { oneofKind: 'transferObjects', transferObjects };
    }
    case 'SplitCoins': {
      const { coin, amounts } = command.SplitCoins;
      return {
        oneofKind: 'splitCoins',
        splitCoins: { coin: writeArgument(coin), amounts: amounts.map(writeArgument) },
      };
    }
    case 'MergeCoins': {
      const { destination, sources } = command.MergeCoins;
      const mergeCoins = { coin: writeArgument(destination), coinsToMerge: sources.map(writeArgument) };
      return { oneofKind: 'mergeCoins', mergeCoins };
    }
    case 'Publish': {
      const { modules, dependencies } = command.Publish;
      return { oneofKind: 'publish', publish: { modules: modules.map((m) => fromBase64(m)), dependencies } };
    }
    case 'MakeMoveVec': {
      const { type, elements } = command.MakeMoveVec;
      const makeMoveVector = {
        elements: elements.map(writeArgument),
        ...(type ? { elementType: type } : {}),
      };
      return { oneofKind: 'makeMoveVector', makeMoveVector };
    }
    case 'Upgrade': {
      const { modules, dependencies, package: id, ticket } = command.Upgrade;
      const upgrade = {
        modules: modules.map((m) => fromBase64(m)),
        dependencies,
        package: id,
        ticket: writeArgument(ticket),
      };
      return { oneofKind: 'upgrade', upgrade };
    }
    default:
      throw new TypeError(`command ${command.$kind} is not resolved`);
  }
}

export function writeArgument(argument: Argument): G.Argument {
  const Kind = G.Argument_ArgumentKind;
  switch (argument.$kind) {
    case 'GasCoin':
      return { kind: Kind.GAS };
    case 'Input':
      return { kind: Kind.INPUT, input: argument.Input };
    case 'Result':
      return { kind: Kind.RESULT, result: argument.Result };
    case 'NestedResult':
      return { kind: Kind.RESULT, result: argument.NestedResult[0], subresult: argument.NestedResult[1] };
  }
}
