// The wire's Transaction -> TransactionData, as far as the client filled it in: inputs may be bare object ids
// (`UnresolvedObject`) and gas may be missing (null). Resolution is the chain's work, not done here.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import {
  TransactionDataBuilder,
  type Argument,
  type CallArg,
  type Command,
  type TransactionData,
} from '@mysten/sui/transactions';
import { normalizeSuiAddress, toBase64 } from '@mysten/sui/utils';
import { fromProtoValue, fromTimestamp } from './json.ts';
import { Code, GrpcError } from './status.ts';

const ZERO_ADDRESS = normalizeSuiAddress('0x0');

/** Reads either form a client may send: the BCS bytes, or the message's fields. */
export function readTransaction(message: G.Transaction | undefined): TransactionData {
  if (!message) throw invalid('missing transaction');
  const bytes = message.bcs?.value;
  if (!bytes) return fromMessage(message);
  try {
    return TransactionDataBuilder.fromBytes(bytes).snapshot();
  } catch (cause) {
    throw invalid('transaction.bcs is not a TransactionData', cause);
  }
}

function fromMessage(message: G.Transaction): TransactionData {
  const data = message.kind?.data;
  if (data?.oneofKind !== 'programmableTransaction')
    throw invalid('only programmable transactions can be sent');
  const { inputs, commands } = data.programmableTransaction;
  const gas = message.gasPayment;
  const sender = normalizeSuiAddress(message.sender ?? ZERO_ADDRESS);
  return {
    version: 2,
    sender,
    expiration: readExpiration(message.expiration),
    gasData: {
      budget: text(gas?.budget),
      price: text(gas?.price),
      owner: gas?.owner ? normalizeSuiAddress(gas.owner) : message.sender ? sender : null,
      // The message cannot tell "no payment chosen" from "chosen: the address balance"; null lets gas selection decide.
      payment: gas?.objects.length
        ? gas.objects.map((o) => ({
            objectId: required(o.objectId, 'gas object id'),
            version: String(required(o.version, 'gas object version')),
            digest: required(o.digest, 'gas object digest'),
          }))
        : null,
    },
    inputs: inputs.map(readInput),
    commands: commands.map(readCommand),
  };
}

function readInput(input: G.Input): CallArg {
  if (input.kind === G.Input_InputKind.PURE || (!input.kind && input.pure)) {
    return { $kind: 'Pure', Pure: { bytes: toBase64(input.pure ?? new Uint8Array()) } };
  }
  if (input.literal) {
    return { $kind: 'UnresolvedPure', UnresolvedPure: { value: fromProtoValue(input.literal) } };
  }
  if (input.kind === G.Input_InputKind.FUNDS_WITHDRAWAL || input.fundsWithdrawal)
    return readWithdrawal(input);
  const objectId = normalizeSuiAddress(required(input.objectId, 'input object id'));
  const version = input.version;
  if (input.kind === G.Input_InputKind.SHARED && version !== undefined) {
    const SharedObject = { objectId, initialSharedVersion: String(version), mutable: input.mutable ?? false };
    return { $kind: 'Object', Object: { $kind: 'SharedObject', SharedObject } };
  }
  if (input.kind && version !== undefined && input.digest) {
    const ref = { objectId, version: String(version), digest: input.digest };
    return input.kind === G.Input_InputKind.RECEIVING
      ? { $kind: 'Object', Object: { $kind: 'Receiving', Receiving: ref } }
      : { $kind: 'Object', Object: { $kind: 'ImmOrOwnedObject', ImmOrOwnedObject: ref } };
  }
  // One `version` field serves owned and shared objects alike: which it is shows when the object is looked up.
  return {
    $kind: 'UnresolvedObject',
    UnresolvedObject: {
      objectId,
      version: text(version),
      digest: input.digest ?? null,
      mutable: input.mutable ?? null,
    },
  };
}

function readWithdrawal(input: G.Input): CallArg {
  const { amount, coinType, source } = input.fundsWithdrawal ?? {};
  if (source === G.FundsWithdrawal_Source.SENDER_ALLOWANCE) {
    throw new GrpcError(Code.unimplemented, 'allowances are not supported');
  }
  return {
    $kind: 'FundsWithdrawal',
    FundsWithdrawal: {
      reservation: { $kind: 'MaxAmountU64', MaxAmountU64: String(required(amount, 'withdrawal amount')) },
      typeArg: { $kind: 'Balance', Balance: required(coinType, 'withdrawal coin type') },
      withdrawFrom:
        source === G.FundsWithdrawal_Source.SPONSOR
          ? { $kind: 'Sponsor', Sponsor: true }
          : { $kind: 'Sender', Sender: true },
    },
  };
}

function readCommand({ command }: G.Command): Command {
  switch (command.oneofKind) {
    case 'moveCall': {
      const call = command.moveCall;
      return {
        $kind: 'MoveCall',
        MoveCall: {
          package: normalizeSuiAddress(required(call.package, 'package')),
          module: required(call.module, 'module'),
          function: required(call.function, 'function'),
          typeArguments: call.typeArguments,
          arguments: call.arguments.map(readArgument),
        },
      };
    }
    case 'transferObjects': {
      const { objects, address } = command.transferObjects;
      return {
        $kind: 'TransferObjects',
        TransferObjects: { objects: objects.map(readArgument), address: readArgument(address) },
      };
    }
    case 'splitCoins': {
      const { coin, amounts } = command.splitCoins;
      return {
        $kind: 'SplitCoins',
        SplitCoins: { coin: readArgument(coin), amounts: amounts.map(readArgument) },
      };
    }
    case 'mergeCoins': {
      const { coin, coinsToMerge } = command.mergeCoins;
      return {
        $kind: 'MergeCoins',
        MergeCoins: { destination: readArgument(coin), sources: coinsToMerge.map(readArgument) },
      };
    }
    case 'publish': {
      const { modules, dependencies } = command.publish;
      return { $kind: 'Publish', Publish: { modules: modules.map((m) => toBase64(m)), dependencies } };
    }
    case 'makeMoveVector': {
      const { elementType, elements } = command.makeMoveVector;
      return {
        $kind: 'MakeMoveVec',
        MakeMoveVec: { type: elementType ?? null, elements: elements.map(readArgument) },
      };
    }
    case 'upgrade': {
      const { modules, dependencies, package: id, ticket } = command.upgrade;
      return {
        $kind: 'Upgrade',
        Upgrade: {
          modules: modules.map((m) => toBase64(m)),
          dependencies,
          package: normalizeSuiAddress(required(id, 'package')),
          ticket: readArgument(ticket),
        },
      };
    }
    default:
      throw invalid('unknown command');
  }
}

function readArgument(argument: G.Argument | undefined): Argument {
  switch (argument?.kind) {
    case G.Argument_ArgumentKind.GAS:
      return { $kind: 'GasCoin', GasCoin: true };
    case G.Argument_ArgumentKind.INPUT:
      return { $kind: 'Input', Input: argument.input ?? 0 };
    case G.Argument_ArgumentKind.RESULT: {
      const { result = 0, subresult } = argument;
      if (subresult === undefined) return { $kind: 'Result', Result: result };
      return { $kind: 'NestedResult', NestedResult: [result, subresult] };
    }
    default:
      throw invalid('missing or unknown argument');
  }
}

function readExpiration(expiration: G.TransactionExpiration | undefined): TransactionData['expiration'] {
  const Kind = G.TransactionExpiration_TransactionExpirationKind;
  switch (expiration?.kind) {
    case undefined:
      return null;
    case Kind.NONE:
      return { $kind: 'None', None: true };
    case Kind.EPOCH:
      return { $kind: 'Epoch', Epoch: String(required(expiration.epoch, 'expiration epoch')) };
    case Kind.VALID_DURING:
      return {
        $kind: 'ValidDuring',
        ValidDuring: {
          minEpoch: text(expiration.minEpoch),
          maxEpoch: text(expiration.epoch),
          minTimestamp: expiration.minTimestamp ? String(fromTimestamp(expiration.minTimestamp)) : null,
          maxTimestamp: expiration.maxTimestamp ? String(fromTimestamp(expiration.maxTimestamp)) : null,
          chain: required(expiration.chain, 'expiration chain'),
          nonce: required(expiration.nonce, 'expiration nonce'),
        },
      };
    default:
      throw invalid('unknown kind of expiration');
  }
}

function text(value: bigint | undefined): string | null {
  return value === undefined ? null : String(value);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw invalid(`missing ${what}`);
  return value;
}

function invalid(message: string, cause?: unknown): GrpcError {
  return new GrpcError(Code.invalidArgument, message, { cause });
}
