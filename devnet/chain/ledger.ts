// The ledger: one queue of transactions over one state, a checkpoint for each, and the questions asked of it.
// Knows no wire. Core of the development network; runs in a page, a Worker and Node.
import { fromBase64 } from '@mysten/sui/utils';
import { formatType, normalizeAddress, parseType } from '../vm/move-type.ts';
import type { MoveVm } from '../vm/vm.ts';
import { nextCheckpoint } from './checkpoint.ts';
import { faucetAddress, faucetKeypair, mintTransaction, type Treasury } from './faucet.ts';
import { SUI } from './gas-payment.ts';
import { chooseGas } from './gas-selection.ts';
import { REFERENCE_GAS_PRICE } from './gas.ts';
import { seal } from './object-bcs.ts';
import { uid } from './program/runtime.ts';
import { invalid } from './rejection.ts';
import { resolveTransaction } from './resolve.ts';
import { runTransaction, type Environment } from './run.ts';
import { checkSignatures } from './signature.ts';
import { positions } from './positions.ts';
import { coinValue, State } from './state.ts';
import { parseTransaction, type ParsedTransaction } from './transaction.ts';
import { CLOCK_ID, CLOCK_TYPE } from './type-tag.ts';
import type {
  BulkHistory,
  Checkpoint,
  Commit,
  ExecutedTransaction,
  GasChoice,
  GasPreference,
  Ledger,
  LedgerStore,
  ResolvedTransaction,
  ResolveOptions,
  StoredObject,
  UnresolvedTransaction,
} from './types.ts';

export class ChainLedger implements Ledger {
  readonly vm: MoveVm;
  readonly state: State;
  readonly chainId: string;
  readonly referenceGasPrice = REFERENCE_GAS_PRICE;
  readonly faucetAddress = faucetAddress;
  readonly #now: () => number;
  readonly #treasuries = new Map<string, Treasury>();
  #offsetMs = 0n;
  #lastMs: bigint;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = new Set<() => void>();

  constructor({ vm, store, now }: { vm: MoveVm; store: LedgerStore; now: () => number }) {
    this.vm = vm;
    this.state = new State(store);
    this.#now = now;
    this.chainId = store.checkpoints.at(0)!.digest;
    this.#lastMs = store.checkpoints.at(-1)!.timestampMs;
  }

  get epoch(): bigint {
    return this.state.store.epoch.number;
  }

  get epochStartMs(): bigint {
    return this.state.store.epoch.startMs;
  }

  nowMs(): bigint {
    const clock = BigInt(Math.floor(this.#now())) + this.#offsetMs;
    return clock > this.#lastMs ? clock : this.#lastMs;
  }

  advanceTime(ms: bigint): void {
    this.#offsetMs += ms;
  }

  advanceEpoch(): void {
    this.state.store.epoch = { number: this.epoch + 1n, startMs: this.nowMs() };
  }

  async getObject(id: string, version?: bigint): Promise<StoredObject | undefined> {
    return version === undefined ? this.state.get(id) : this.state.getVersion(id, version);
  }

  async listOwned(owner: string, options: { type?: string; after?: string; limit: number }) {
    const wanted = options.type === undefined ? undefined : formatType(parseType(options.type));
    return this.#list(owner, options, ({ content }) => {
      if (content.kind === 'package') return false;
      const type = formatType(content.type);
      return wanted === undefined || type === wanted || type.startsWith(`${wanted}<`);
    });
  }

  async listDynamicFields(parent: string, options: { after?: string; limit: number }) {
    return this.#list(parent, options, () => true);
  }

  #list(
    owner: string,
    { after, limit }: { after?: string; limit: number },
    wanted: (object: StoredObject) => boolean,
  ) {
    const ids = this.state.ownedIds(normalizeAddress(owner));
    const objects: StoredObject[] = [];
    for (let at = after === undefined ? 0 : firstAfter(ids, after); at < ids.length; at++) {
      const object = this.state.get(ids[at]!);
      if (!object || !wanted(object)) continue;
      if (objects.length === limit) return { objects, next: objects.at(-1)!.id };
      objects.push(object);
    }
    return { objects };
  }

  async getBalance(owner: string, coinType: string) {
    const [address, type] = [normalizeAddress(owner), formatType(parseType(coinType))];
    return {
      coins: this.state.coinTotals(address).get(type)?.total ?? 0n,
      address: this.state.addressBalance(address, type),
    };
  }

  async listBalances(owner: string) {
    const address = normalizeAddress(owner);
    const coins = this.state.coinTotals(address);
    const funds = this.state.addressBalances(address);
    return [...new Set([...coins.keys(), ...funds.keys()])].sort().map((coinType) => ({
      coinType,
      coins: coins.get(coinType)?.total ?? 0n,
      address: funds.get(coinType) ?? 0n,
    }));
  }

  async execute(bytes: Uint8Array, signatures: Uint8Array[]): Promise<ExecutedTransaction> {
    const tx = parseTransaction(bytes);
    const known = this.state.transaction(tx.digest);
    if (known) return known;
    await checkSignatures(bytes, signatures, { sender: tx.sender, gasOwner: tx.gas.owner });
    return this.#enqueue(() => this.#commit(tx, signatures));
  }

  async simulate(bytes: Uint8Array, { checks }: { checks: boolean }): Promise<ExecutedTransaction> {
    const tx = parseTransaction(bytes);
    return this.#enqueue(() => {
      this.#tick();
      return runTransaction(this.#environment(), tx, { checks, simulated: true }).executed;
    });
  }

  async resolve(data: UnresolvedTransaction, options: ResolveOptions = {}): Promise<ResolvedTransaction> {
    return this.#enqueue(() => this.#resolve(data, options));
  }

  #resolve(data: UnresolvedTransaction, options: ResolveOptions): ResolvedTransaction {
    this.#tick();
    return resolveTransaction(this.#environment(), data, options);
  }

  async selectGas(owner: string, budget: bigint, preference: GasPreference = {}): Promise<GasChoice> {
    return chooseGas(this, normalizeAddress(owner), budget, preference);
  }

  async executeAsFaucet(data: UnresolvedTransaction): Promise<ExecutedTransaction> {
    return this.#enqueue(async () => {
      const { bytes } = this.#resolve({ ...data, sender: faucetAddress }, {});
      const { signature } = await faucetKeypair.signTransaction(bytes!);
      return this.#commit(parseTransaction(bytes!), [fromBase64(signature)]);
    });
  }

  registerTreasury(name: 'wal', treasury: Treasury): void {
    this.#treasuries.set(name, treasury);
  }

  async mint(recipient: string, coins: { type: 'sui' | 'wal'; amount: bigint }[]) {
    for (const { type } of coins) {
      if (type !== 'sui' && !this.#treasuries.has(type))
        throw invalid('NoTreasury', `no treasury is registered for '${type}'`);
    }
    const tx = mintTransaction(normalizeAddress(recipient), coins, this.#treasuries);
    const executed = await this.executeAsFaucet(tx);
    if (!executed.status.success) throw invalid('MintFailed', executed.status.message);
    // Results are created in the order of the requests, but ids do not tell: match them by type and value.
    const made = executed.changes
      .filter((c) => c.idOperation === 'created')
      .map((c) => this.state.get(c.id)!);
    const ids = coins.map(({ type, amount }) => {
      const coinType = type === 'sui' ? SUI : formatType(parseType(this.#treasuries.get(type)!.coinType));
      const at = made.findIndex((o) => {
        const held = coinValue(o);
        return held?.coinType === coinType && held.value === amount;
      });
      return made.splice(at, 1)[0]!.id;
    });
    return { digest: executed.digest, coins: ids };
  }

  async getTransaction(digest: string): Promise<ExecutedTransaction | undefined> {
    return this.state.transaction(digest);
  }

  async getCheckpoint(which: bigint | string | 'latest'): Promise<Checkpoint | undefined> {
    const { checkpoints } = this.state.store;
    if (which === 'latest') return checkpoints.at(-1);
    if (typeof which === 'bigint') return which < 0n ? undefined : checkpoints.at(Number(which));
    const at = checkpoints.find(which);
    return at === undefined ? undefined : checkpoints.at(at);
  }

  async *scan(options: { from: bigint; descending: boolean; touching?: readonly string[] | undefined }) {
    const { transactions } = this.state.store;
    for (const at of positions(this.state.store, options)) {
      yield { position: BigInt(at), transaction: transactions.at(at)! };
    }
  }

  /**
   * Appends history that was never executed here. Balances and objects change with it, and time goes on to its end.
   * Nothing may be under way; what is older than the last commit is refused.
   */
  async attach(history: BulkHistory, commit: Omit<Commit, 'transaction' | 'checkpoint'>): Promise<void> {
    return this.#enqueue(() => {
      if (!history.length) return;
      const first = history.transaction(0).timestampMs;
      if (first < this.#lastMs)
        throw invalid('HistoryTooOld', `the ledger is at ${this.#lastMs}, past ${first}`);
      this.state.apply(commit);
      this.state.attach(history);
      this.#lastMs = history.transaction(history.length - 1).timestampMs;
      for (const wake of this.#waiting) wake();
    });
  }

  async waitForCommit(position: bigint, signal: AbortSignal): Promise<void> {
    if (signal.aborted || BigInt(this.state.store.transactions.length) > position + 1n) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** One at a time, in the order asked for. */
  #enqueue<T>(work: () => T | Promise<T>): Promise<T> {
    const run = this.#queue.then(work);
    this.#queue = run.catch(() => {});
    return run;
  }

  #environment(): Environment {
    const { vm, state, epoch, epochStartMs, chainId } = this;
    return { vm, state, epoch, epochStartMs, chainId, nowMs: this.nowMs() };
  }

  #commit(tx: ParsedTransaction, signatures: Uint8Array[]): ExecutedTransaction {
    const known = this.state.transaction(tx.digest);
    if (known) return known;
    this.#tick();
    const { executed, commit } = runTransaction(this.#environment(), tx, { checks: true, simulated: false });
    const previous = this.state.store.checkpoints.at(-1);
    const transaction = { ...executed, signatures };
    const checkpoint = nextCheckpoint({
      previous,
      epoch: this.epoch,
      timestampMs: this.#lastMs,
      transactions: [transaction],
    });
    transaction.checkpoint = checkpoint.sequence;
    this.state.apply({ ...commit, transaction, checkpoint });
    for (const wake of this.#waiting) wake();
    return transaction;
  }

  /** Time passes: the Clock moves on, as consensus moves it on Sui, by no transaction of anybody's. */
  #tick(): void {
    const now = this.nowMs();
    const clock = this.state.get(CLOCK_ID)!;
    if (now === this.#lastMs || clock.content.kind !== 'struct') return;
    this.#lastMs = now;
    const bytes = this.vm.serialize(CLOCK_TYPE, { fields: [uid(CLOCK_ID), now] });
    this.state.setClock(
      seal({ ...clock, version: clock.version + 1n, content: { ...clock.content, bytes } }),
    );
  }
}

/** Index of the first id greater than `id` in an ordered list. */
function firstAfter(ids: readonly string[], id: string): number {
  let low = 0;
  for (let high = ids.length; low < high;) {
    const middle = (low + high) >> 1;
    if (ids[middle]! <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
