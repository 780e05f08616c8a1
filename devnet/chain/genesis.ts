// The first state: framework packages, the Clock, the faucet's coin. Opens a ledger over a fresh or an existing store.
// Knows no transactions: what stands here was never executed.
import { fromBase64 } from '@mysten/sui/utils';
import { intern, normalizeAddress } from '../vm/move-type.ts';
import { MoveVm } from '../vm/vm.ts';
import { nextCheckpoint } from './checkpoint.ts';
import { storageFee } from './gas.ts';
import { faucetAddress } from './faucet.ts';
import { ChainLedger } from './ledger.ts';
import { meteredSize, seal } from './object-bcs.ts';
import { buildPackage } from './program/publish.ts';
import { uid } from './program/runtime.ts';
import { MemoryStore } from './store.ts';
import { CLOCK_ID, CLOCK_TYPE, coinOf, SUI_TYPE } from './type-tag.ts';
import type { LedgerStore, StoredObject } from './types.ts';
import type { Owner, Package } from '../vm/types.ts';

/** A package of the framework: base64 modules (by name, or a list), compiled at their final address. */
export interface FrameworkPackage {
  address: string;
  modules: readonly string[] | Readonly<Record<string, string>>;
  dependencies: readonly string[];
}

export interface LedgerOptions {
  /** The framework, dependencies first; `0x1` and `0x2` are needed. Ignored when the store already holds a network. */
  packages: readonly FrameworkPackage[];
  /** Milliseconds since 1970; the system's clock when absent. */
  now?: () => number;
  store?: LedgerStore;
  /** MIST in the faucet's account. */
  faucetFunds?: bigint;
}

export const GENESIS_DIGEST = '11111111111111111111111111111111';
const FAUCET_COIN = '0x' + 'fa'.repeat(32);
const FAUCET_FUNDS = 5_000_000_000n * 1_000_000_000n;

export function createLedger(options: LedgerOptions): ChainLedger {
  const { store = new MemoryStore(), now = Date.now } = options;
  const vm = new MoveVm();
  if (store.checkpoints.length) {
    const packages = [...store.objects.values()].filter((o) => o.content.kind === 'package');
    for (const { content } of packages) if (content.kind === 'package') vm.loadPackage(content.package);
    return new ChainLedger({ vm, store, now });
  }
  const written: StoredObject[] = [];
  const put = (id: string, owner: Owner, content: StoredObject['content'], version = 1n) =>
    written.push(
      seal({
        id,
        version,
        owner,
        previousTransaction: GENESIS_DIGEST,
        storageRebate: storageFee(meteredSize(content)),
        content,
      }),
    );
  const loaded: Package[] = [];
  for (const { address, modules, dependencies } of options.packages) {
    const id = normalizeAddress(address);
    const known = dependencies.map(normalizeAddress).flatMap((d) => loaded.filter((p) => p.id === d));
    const made = buildPackage(id, Object.values(modules).map(fromBase64), known, { maxBytes: Infinity });
    vm.loadPackage(made.package);
    loaded.push(made.package);
    put(id, { kind: 'immutable' }, { kind: 'package', package: made.package, typeOrigins: made.typeOrigins });
  }
  const startMs = BigInt(Math.floor(now()));
  const clock = vm.serialize(CLOCK_TYPE, { fields: [uid(CLOCK_ID), startMs] });
  put(
    CLOCK_ID,
    { kind: 'shared', initialVersion: 1n },
    { kind: 'struct', type: CLOCK_TYPE, hasPublicTransfer: false, bytes: clock },
  );
  const coinType = intern(coinOf(SUI_TYPE));
  const funds = options.faucetFunds ?? FAUCET_FUNDS;
  const coin = vm.serialize(coinType, { fields: [uid(FAUCET_COIN), { fields: [funds] }] });
  put(
    FAUCET_COIN,
    { kind: 'address', address: faucetAddress },
    { kind: 'struct', type: coinType, hasPublicTransfer: true, bytes: coin },
  );
  store.epoch = { number: 1n, startMs };
  store.apply({
    written,
    removed: [],
    balances: [],
    checkpoint: nextCheckpoint({ epoch: 1n, timestampMs: startMs, transactions: [] }),
  });
  return new ChainLedger({ vm, store, now });
}
