// From an outcome to the record: gas is taken, versions and digests are set, effects are written.
// Knows no execution and stores nothing.
import { fromBase58 } from '@mysten/sui/utils';
import { formatType } from '../vm/move-type.ts';
import type { Session } from '../vm/session.ts';
import type { Owner } from '../vm/types.ts';
import type { Admission } from './admission.ts';
import { balanceChanges } from './balance-changes.ts';
import type { Charged } from './charge.ts';
import { compareBytes } from './digest.ts';
import { encodeEffects, eventsDigest } from './effects.ts';
import { settledBalances, type Funds } from './funds.ts';
import { netGas } from './gas.ts';
import { seal, type ObjectDraft } from './object-bcs.ts';
import type { Outcome } from './outcome.ts';
import { coinBalance, setCoinBalance } from './program/commands.ts';
import type { Runtime } from './program/runtime.ts';
import type { Environment } from './run.ts';
import { callsOf, type ParsedTransaction } from './transaction.ts';
import { SUI_TYPE } from './type-tag.ts';
import type {
  Commit,
  ExecutedTransaction,
  ExecutionStatus,
  LedgerEvent,
  ObjectChange,
  StoredObject,
} from './types.ts';

export interface RunResult {
  /** Without signatures and checkpoint, which a simulation has not. */
  executed: ExecutedTransaction;
  commit: Commit;
}

interface Finished {
  env: Environment;
  tx: ParsedTransaction;
  admission: Admission;
  session: Session;
  rt: Runtime;
  status: ExecutionStatus;
  funds: Funds;
  outcome: Outcome;
  charged: Charged;
}

export function finish({
  env,
  tx,
  admission,
  session,
  rt,
  status,
  funds,
  outcome,
  charged,
}: Finished): RunResult {
  const { gas: plan, lamportVersion } = admission;
  const gasObject = plan.coins[0]?.id;
  takeGas(rt, plan, funds, outcome, charged);

  const objects = [...charged.contents].map(([id, content]) => {
    const made = outcome.written.get(id);
    return seal({
      id,
      version: content.kind === 'package' ? content.package.version : lamportVersion,
      owner: made ? startShared(made.owner, lamportVersion) : { kind: 'immutable' },
      previousTransaction: tx.digest,
      storageRebate: charged.fees.get(id)!,
      content,
    } satisfies ObjectDraft);
  });
  const events: LedgerEvent[] = status.success
    ? session.events.map((e) => ({ ...e, sender: tx.sender }))
    : [];
  const digestOfEvents = eventsDigest(events);
  const accumulatorWrites = funds.writes();
  const changes = listChanges(objects, outcome);
  const record = {
    digest: tx.digest,
    status,
    gas: charged.gas,
    ...(gasObject && { gasObject }),
    ...(digestOfEvents && { eventsDigest: digestOfEvents }),
    changes,
    accumulatorWrites,
    unchangedShared: readOnlyShared(admission),
    dependencies: dependencies(admission),
    lamportVersion,
    epoch: env.epoch,
  };
  const effects = encodeEffects(record);
  const executed: ExecutedTransaction = {
    ...record,
    bytes: tx.bytes,
    signatures: [],
    sender: tx.sender,
    effectsBytes: effects.bytes,
    effectsDigest: effects.digest,
    events,
    balanceChanges: balanceChanges(objects, outcome, accumulatorWrites),
    timestampMs: env.nowMs,
    calls: callsOf(tx.commands),
    ...(rt.outputs && { outputs: rt.outputs }),
  };
  const removed = outcome.removed.filter((r) => r.before).map((r) => r.id);
  const balances = settledBalances(accumulatorWrites, env.state);
  return { executed, commit: { written: objects, removed, balances } };
}

/** From the gas coin, whoever owns it by now, or from the payer's address balance. */
function takeGas(
  rt: Runtime,
  plan: Admission['gas'],
  funds: Funds,
  outcome: Outcome,
  charged: Charged,
): void {
  const net = netGas(charged.gas);
  const coin = plan.coins[0] && outcome.written.get(plan.coins[0].id);
  if (!coin) {
    funds.move(plan.owner, SUI_TYPE, -net);
    return;
  }
  setCoinBalance(coin.value, coinBalance(coin.value) - net);
  const content = charged.contents.get(coin.id)!;
  if (content.kind === 'struct')
    charged.contents.set(coin.id, { ...content, bytes: rt.vm.serialize(coin.type, coin.value) });
}

const startShared = (owner: Owner, version: bigint): Owner =>
  owner.kind === 'shared' && owner.initialVersion === 0n
    ? { kind: 'shared', initialVersion: version }
    : owner;

const stateOf = ({ version, digest, owner }: StoredObject) => ({ version, digest, owner });

function listChanges(objects: readonly StoredObject[], { written, removed }: Outcome): ObjectChange[] {
  const changes = objects.map((object): ObjectChange => {
    const made = written.get(object.id);
    const isPackage = object.content.kind === 'package';
    return {
      id: object.id,
      type: object.content.kind === 'package' ? 'package' : formatType(object.content.type),
      ...(made?.before && { input: stateOf(made.before) }),
      output: stateOf(object),
      idOperation: isPackage || made?.created ? 'created' : 'none',
      isPackage,
    };
  });
  for (const { id, before, deleted } of removed) {
    changes.push({
      id,
      type: before?.content.kind === 'struct' ? formatType(before.content.type) : '',
      ...(before && { input: stateOf(before) }),
      idOperation: deleted ? 'deleted' : 'none',
      isPackage: false,
    });
  }
  return changes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readOnlyShared({ inputs }: Admission): ExecutedTransaction['unchangedShared'] {
  return inputs.flatMap((input) => {
    if (input.kind !== 'object' || input.mutable || input.object.owner.kind !== 'shared') return [];
    const { id, version, digest } = input.object;
    return [{ id, version, digest }];
  });
}

function dependencies({ inputs, gas, packages }: Admission): string[] {
  const digests = new Set<string>();
  for (const input of inputs) {
    if (input.kind === 'object' || input.kind === 'receiving') digests.add(input.object.previousTransaction);
  }
  for (const object of [...gas.coins, ...packages]) digests.add(object.previousTransaction);
  return [...digests]
    .map((digest) => ({ digest, bytes: fromBase58(digest) }))
    .sort((a, b) => compareBytes(a.bytes, b.bytes))
    .map(({ digest }) => digest);
}
