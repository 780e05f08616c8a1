// May this transaction run at all? Gathers its inputs and its gas, or refuses with LedgerRejection.
// Knows no Move.
import { checkExpiration, type Conditions } from './expiration.ts';
import { checkGas } from './gas.ts';
import { planGas, type GasPlan } from './gas-payment.ts';
import { loadInput, type LoadedInput } from './inputs.ts';
import { invalid } from './rejection.ts';
import type { State } from './state.ts';
import { packagesOf, type ParsedTransaction } from './transaction.ts';
import type { StoredObject } from './types.ts';

export interface Admission {
  inputs: LoadedInput[];
  gas: GasPlan;
  /** Packages the commands name, for the dependencies in the effects. */
  packages: StoredObject[];
  lamportVersion: bigint;
}

export function admit(tx: ParsedTransaction, state: State, options: Conditions): Admission {
  if (options.checks) {
    checkGas(tx.gas.price, tx.gas.budget);
    checkExpiration(tx, options);
  }
  const inputs = tx.inputs.map((input) => loadInput(input, tx, state, options.checks));
  const seen = new Set<string>();
  for (const input of inputs) {
    if (input.kind !== 'object' && input.kind !== 'receiving') continue;
    refuseTwice(seen, input.object.id);
  }
  const packages = packagesOf(tx.commands).map((id) => {
    const object = state.get(id);
    if (object?.content.kind === 'package') return object;
    throw invalid('DependentPackageNotFound', `Dependent package not found on-chain: ${id}`);
  });
  const gas = planGas(tx, state, inputs, options);
  for (const coin of gas.coins) refuseTwice(seen, coin.id);

  let highest = 0n;
  const consider = (object: StoredObject) => {
    if (object.version > highest) highest = object.version;
  };
  for (const input of inputs)
    if (input.kind === 'object' || input.kind === 'receiving') consider(input.object);
  gas.coins.forEach(consider);
  return { inputs, gas, packages, lamportVersion: highest + 1n };
}

function refuseTwice(seen: Set<string>, id: string): void {
  if (seen.has(id)) {
    throw invalid(
      'MutableObjectUsedMoreThanOnce',
      `Mutable object ${id} cannot appear more than one in one transaction`,
    );
  }
  seen.add(id);
}
