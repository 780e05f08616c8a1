// One transaction from bytes to a commit: admitted, run, charged. Changes nothing itself.
// Knows no queue, checkpoint or signature.
import { Session } from '../vm/session.ts';
import type { MoveType } from '../vm/types.ts';
import type { MoveVm } from '../vm/vm.ts';
import { admit, type Admission } from './admission.ts';
import { charge, chargeBudget, type Charged } from './charge.ts';
import { asFailure, insufficientGas } from './failure.ts';
import { finish, type RunResult } from './finish.ts';
import { Funds } from './funds.ts';
import { GasCoin } from './gas-coin.ts';
import { computationCost, netGas, REFERENCE_GAS_PRICE, workLimit } from './gas.ts';
import { collect, untouched, type Outcome } from './outcome.ts';
import { Program } from './program/program.ts';
import { contextValue, type Runtime } from './program/runtime.ts';
import type { State } from './state.ts';
import type { ParsedTransaction } from './transaction.ts';
import type { ExecutionStatus, StoredObject } from './types.ts';

export interface Environment {
  vm: MoveVm;
  state: State;
  epoch: bigint;
  epochStartMs: bigint;
  nowMs: bigint;
  chainId: string;
}

export interface RunOptions {
  /** false: devInspect. */
  checks: boolean;
  /** Keeps return values; lets a made-up coin pay where no payment is given. */
  simulated: boolean;
}

/** Units of work devInspect may do, whatever its budget. */
const UNCHECKED_BUDGET = 1n << 63n;

export function runTransaction(env: Environment, tx: ParsedTransaction, options: RunOptions): RunResult {
  const { vm, state } = env;
  const admission = admit(tx, state, { ...env, ...options });
  const { gas } = admission;
  const received = new Map<string, StoredObject>();
  const session = openSession(env, tx, admission, received, options);
  const rt: Runtime = {
    vm,
    session,
    context: { value: contextValue(vm, session) },
    unchecked: !options.checks,
    findPackage: (id) => {
      const content = state.get(id)?.content;
      return content?.kind === 'package' ? content.package : undefined;
    },
    published: [],
    ...(options.simulated && { outputs: [] }),
  };

  const gasCoin = new GasCoin(rt, gas);
  const program = new Program(rt, admission.inputs, gasCoin.place);
  let status: ExecutionStatus = program.run(tx.commands);
  gasCoin.release();

  const affordable = (charged: Charged) => !options.checks || netGas(charged.gas) <= gas.budget;
  let computation = computationCost(session.work, gas.price);
  if (options.checks && computation > gas.budget) computation = gas.budget;
  let funds = new Funds();
  let outcome: Outcome | undefined;
  let charged: Charged | undefined;
  if (status.success) {
    try {
      outcome = collect({
        state,
        vm,
        session,
        admission,
        inputs: program.inputs,
        gas: gasCoin.place,
        received,
      });
      for (const { owner, type, amount, direction } of session.funds) {
        funds.move(owner, type, direction === 'add' ? amount : -amount);
      }
      gasCoin.settle(session, funds);
      funds.checkCovered(state);
      charged = charge(vm, outcome, rt.published, computation);
      if (!affordable(charged)) throw insufficientGas();
    } catch (error) {
      status = asFailure(error).status();
    }
  }
  if (!status.success || !outcome || !charged) {
    funds = new Funds();
    rt.published = [];
    outcome = untouched(vm, admission, program.inputs, gasCoin.whole(funds));
    charged = charge(vm, outcome, [], computation);
    if (!affordable(charged)) charged = chargeBudget(charged, outcome, gas.budget);
  }
  return finish({ env, tx, admission, session, rt, status, funds, outcome, charged });
}

function openSession(
  env: Environment,
  tx: ParsedTransaction,
  admission: Admission,
  received: Map<string, StoredObject>,
  { checks }: RunOptions,
): Session {
  const { price, budget, owner } = tx.gas;
  return new Session({
    sender: tx.sender,
    ...(owner !== tx.sender && { sponsor: owner }),
    epoch: env.epoch,
    epochTimestampMs: env.epochStartMs,
    gasPrice: price,
    referenceGasPrice: REFERENCE_GAS_PRICE,
    gasBudget: budget,
    digest: tx.digestBytes,
    loadChild: (parent, child) => loadChild(env.state, parent, child),
    receive: (parent, id, version) => receive(admission, received, parent, id, version),
    workLimit: checks ? workLimit(price, budget) : workLimit(1n, UNCHECKED_BUDGET),
  });
}

type Found = { type: MoveType; bytes: Uint8Array } | undefined;

function loadChild(state: State, parent: string, child: string): Found {
  const object = state.get(child);
  if (object?.owner.kind !== 'object' || object.owner.parent !== parent) return undefined;
  return object.content.kind === 'struct' ? object.content : undefined;
}

/** A receiving input is handed, once, to the address it was sent to. */
function receive(
  { inputs }: Admission,
  received: Map<string, StoredObject>,
  parent: string,
  id: string,
  version: bigint,
): Found {
  const input = inputs.find((i) => i.kind === 'receiving' && i.object.id === id);
  if (input?.kind !== 'receiving' || received.has(id)) return undefined;
  const { owner, content, version: current } = input.object;
  const fits = owner.kind === 'address' && owner.address === parent && current === version;
  if (!fits || content.kind !== 'struct') return undefined;
  received.set(id, input.object);
  return content;
}
