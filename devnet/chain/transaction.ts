// BCS TransactionData taken apart: digest, sender, programmable commands, gas data. The shapes are the SDK's.
// Knows no state: nothing is looked up here.
import { bcs, type BcsType } from '@mysten/sui/bcs';
import { BcsReader } from '@mysten/bcs';
import { hash } from './digest.ts';
import { invalid } from './rejection.ts';
import { toBase58 } from '@mysten/sui/utils';

type Data = (typeof bcs.TransactionData)['$inferType']['V1'];
export type Programmable = Extract<
  Data['kind'],
  { ProgrammableTransaction: unknown }
>['ProgrammableTransaction'];
export type CallArg = Programmable['inputs'][number];
export type Command = Programmable['commands'][number];
export type Argument = (typeof bcs.Argument)['$inferType'];
export type ObjectRef = Data['gasData']['payment'][number];
export type Expiration = Data['expiration'];

export interface ParsedTransaction {
  bytes: Uint8Array;
  digest: string;
  digestBytes: Uint8Array;
  sender: string;
  inputs: CallArg[];
  commands: Command[];
  gas: { payment: ObjectRef[]; owner: string; price: bigint; budget: bigint };
  expiration: Expiration;
}

const MAX_TRANSACTION_BYTES = 128 * 1024;
const MAX_COMMANDS = 1024;
const MAX_INPUTS = 2048;
const MAX_PURE_BYTES = 16 * 1024;

export function parseTransaction(bytes: Uint8Array): ParsedTransaction {
  if (bytes.length > MAX_TRANSACTION_BYTES) {
    throw invalid(
      'SizeLimitExceeded',
      `serialized transaction size exceeded maximum of ${MAX_TRANSACTION_BYTES}`,
    );
  }
  const { V1: data } = parseExactly(bcs.TransactionData, bytes);
  const program = data.kind.ProgrammableTransaction;
  if (!program) throw invalid('Unsupported', `transaction kind ${data.kind.$kind} cannot be sent by a user`);
  if (!program.commands.length) throw invalid('EmptyCommandInput', 'Empty input command');
  if (program.commands.length > MAX_COMMANDS || program.inputs.length > MAX_INPUTS) {
    throw invalid('SizeLimitExceeded', 'too many commands or inputs in the transaction');
  }
  for (const input of program.inputs) {
    if (input.Pure && input.Pure.bytes.length > (MAX_PURE_BYTES / 3) * 4 + 4) {
      throw invalid('SizeLimitExceeded', `pure argument exceeds the maximum size of ${MAX_PURE_BYTES}`);
    }
  }
  const digestBytes = hash('TransactionData', bytes);
  return {
    bytes,
    digest: toBase58(digestBytes),
    digestBytes,
    sender: data.sender,
    inputs: program.inputs,
    commands: program.commands,
    gas: {
      payment: data.gasData.payment,
      owner: data.gasData.owner,
      price: BigInt(data.gasData.price),
      budget: BigInt(data.gasData.budget),
    },
    expiration: data.expiration,
  };
}

/** Trailing bytes would give one transaction many digests. */
function parseExactly<T, I>(type: BcsType<T, I>, bytes: Uint8Array): T {
  const reader = new BcsReader(bytes);
  let value: T;
  try {
    value = type.read(reader);
  } catch (cause) {
    throw Object.assign(invalid('InvalidBcs', `transaction is not valid BCS: ${String(cause)}`), { cause });
  }
  try {
    reader.read8();
  } catch {
    return value; // nothing left to read
  }
  throw invalid('InvalidBcs', 'transaction has trailing bytes');
}

/** Does any command name the gas coin? */
export function usesGasCoin(commands: readonly Command[]): boolean {
  return commands.some((command) => argumentsOf(command).some((a) => a.GasCoin !== undefined));
}

export function argumentsOf(command: Command): Argument[] {
  switch (command.$kind) {
    case 'MoveCall':
      return command.MoveCall.arguments;
    case 'TransferObjects':
      return [...command.TransferObjects.objects, command.TransferObjects.address];
    case 'SplitCoins':
      return [command.SplitCoins.coin, ...command.SplitCoins.amounts];
    case 'MergeCoins':
      return [command.MergeCoins.destination, ...command.MergeCoins.sources];
    case 'MakeMoveVec':
      return command.MakeMoveVec.elements;
    case 'Upgrade':
      return [command.Upgrade.ticket];
    default:
      return [];
  }
}

/** `package::module::function` of every Move call, whether it came to run or not. */
export function callsOf(commands: readonly Command[]): string[] {
  return commands.flatMap(({ MoveCall: call }) =>
    call ? [`${call.package}::${call.module}::${call.function}`] : [],
  );
}

/** Packages the transaction needs: those it calls into, and the dependencies of those it publishes. */
export function packagesOf(commands: readonly Command[]): string[] {
  const ids = new Set<string>();
  for (const command of commands) {
    if (command.MoveCall) ids.add(command.MoveCall.package);
    if (command.Publish) command.Publish.dependencies.forEach((id) => ids.add(id));
    if (command.Upgrade) command.Upgrade.dependencies.forEach((id) => ids.add(id));
  }
  return [...ids];
}
