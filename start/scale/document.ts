// The page's numbers as Markdown, in blocks between comments, so that a run can replace them and a test compare them.
import {
  average, batches, callsWithinPatience, commitMs, DEMAND, encodedBytes, hotModel, modelsAbove, mostCommitments, paymentMs, peak,
  settledPerCheckpoint, shardRate, shardsByRank, syncCost, type Rates,
} from './answers.ts'; // prettier-ignore
import { LIMITS, READING, values as limits } from './limits.ts';
import type { Measured } from './measure.ts';
import { shareOfRank } from './popularity.ts';
import type { Reading } from './reading.ts';

export type Blocks = Record<string, string>;

const count = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: 0 });
const percent = (share: number) => `${count(share * 100, 1)} %`;
const sui = (mist: number) => `${count(mist / 1e9, mist < 1e6 ? 7 : 4)} SUI`;

function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${count(value, value < 10 ? 1 : 0)} ${units[unit]}`;
}

function seconds(value: number): string {
  if (value < 120) return `${count(value, value < 10 ? 1 : 0)} s`;
  if (value < 7_200) return `${count(value / 60)} min`;
  if (value < 172_800) return `${count(value / 3600)} h`;
  return `${count(value / 86_400)} days`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Blocks that are the same on every machine. */
export function steadyBlocks(measured: Measured): Blocks {
  const later = measured.payments.find(({ first, calls }) => !first && calls === 1)!;
  const rows = batches(limits, measured);
  const first = rows.find((row) => row.first)!;
  const single = rows.find((row) => !row.first && row.calls === 1)!;
  const largest = rows.at(-1)!;
  const ten = rows.find((row) => row.calls === 10)!;
  const top = shareOfRank(1, DEMAND.models);
  const perShard = shardRate(limits, later);
  const settled = settledPerCheckpoint(limits);
  const checkpointRate = 1000 / commitMs(limits);
  const pairs = DEMAND.callsPerDay / DEMAND.callsPerPair;
  const dayBytes = (each: number) => bytes(each * DEMAND.callsPerDay);
  return {
    demand: table(
      ['', 'average', 'busiest hour'],
      [
        ['all calls', `${count(average)} a second`, `${count(peak)} a second`],
        ['most popular model', `${count(average * top)} a second`, `${count(peak * top)} a second`],
        [
          'model of rank 1,000',
          `${count(average * shareOfRank(1_000, DEMAND.models), 2)} a second`,
          `${count(peak * shareOfRank(1_000, DEMAND.models), 2)} a second`,
        ],
      ],
    ),
    limits: [
      table(
        ['limit', 'value', 'read in'],
        Object.values(LIMITS).map(({ what, value, unit, source }) => [
          what,
          `${count(value, 4)} ${unit}`,
          `[${source.name}]`,
        ]),
      ),
      '',
      ...new Set(Object.values(LIMITS).map(({ source }) => `[${source.name}]: ${source.url}`)),
    ].join('\n'),
    capacity: [
      `A payment is ${later.commands} commands (split a coin, pay) and writes ${later.written} shared object, the payer's`,
      `Meter shard. Before validators have measured it they assume ${limits.commandMs} ms for each command`,
      `([source](${LIMITS.commandMs.source.url})), ${paymentMs(limits, later)} ms in all. A shared object may be executed on`,
      `${percent(limits.objectUtilization)} of the time ([rule](${READING.FEE_MARKETS.url})), so one shard carries`,
      `**${count(perShard)} payments a second**; if a payment is measured at half the time, twice that.`,
    ].join('\n'),
    hot: table(
      ['callers', 'shards', 'load of the fullest', 'half wait at most', '99 % wait at most', 'cancelled'],
      hotModel(limits, measured, later).map((row) => [
        row.callers,
        count(row.shards),
        percent(row.worstLoad),
        `${count(row.p50Ms)} ms`,
        `${count(row.p99Ms)} ms`,
        row.cancelled > 0 && row.cancelled < 0.001 ? '< 0.1 %' : percent(row.cancelled),
      ]),
    ),
    shards: [
      table(
        [
          'rank of the model',
          'calls a second, busiest hour',
          'shards, callers alike',
          'shards, 100,000 callers, Zipf',
        ],
        shardsByRank(limits, later).map(({ rank, rate, alike, uneven }) => [
          count(rank),
          count(rate, rate < 10 ? 2 : 0),
          shardCount(alike),
          shardCount(uneven),
        ]),
      ),
      '',
      `Of ${count(DEMAND.models)} models, ${count(modelsAbove(limits, later, 1))} need more than one shard in their busiest`,
      `hour, and ${count(modelsAbove(limits, later, 4))} more than the four that a listing gets unless its author asks for more.`,
    ].join('\n'),
    next: table(
      ['next', 'can carry', 'one call a transaction', '10 calls', '100 calls'],
      [
        [
          'the network as a whole, published benchmark',
          `${count(limits.benchmarkLow)} to ${count(limits.benchmarkHigh)} a second`,
          ...[1, 10, 100].map((calls) => `${count(average / calls)}, busiest ${count(peak / calls)}`),
        ],
        [
          'checkpoints',
          `${count(limits.transactionsPerCheckpoint * checkpointRate)} transactions a second`,
          ...[1, 10, 100].map((calls) =>
            percent(peak / calls / (limits.transactionsPerCheckpoint * checkpointRate)),
          ),
        ],
        [
          'consensus blocks, of each of 100 validators',
          `${count(limits.blockTransactions)} transactions a round`,
          ...[1, 10, 100].map((calls) => `${count(peak / calls / 100, 1)} a second`),
        ],
        [
          'author balances settled in a checkpoint',
          `${count(limits.settlementUpdates)} a system transaction`,
          `${count(settled)} authors: ${count(Math.ceil(settled / limits.settlementUpdates))} transactions`,
          'the same or fewer',
          'the same or fewer',
        ],
      ],
    ),
    gas: [
      table(
        [
          'payment', 'transaction bytes a call', 'event bytes a call', 'new object bytes', 'gas a call, lowest charge',
          'gas a call, work as the devnet counts it',
        ], // prettier-ignore
        rows.map((row) => [
          `${row.first ? 'first of a payer, ' : ''}${count(row.calls)} ${row.calls === 1 ? 'call' : 'calls'}`,
          count(row.transactionBytes),
          count(row.eventBytes),
          count(row.netBytes),
          sui(row.gasLow),
          sui(row.gasCounted),
        ]),
      ),
      '',
      `One argument carries the commitments, so a transaction holds at most ${count(mostCommitments(limits))} of them.`,
      `At ${count(limits.gasPrice)} MIST a unit a day of ${count(DEMAND.callsPerDay)} calls costs its callers`,
      `${count((single.gasLow * DEMAND.callsPerDay) / 1e9)} SUI one by one at the lowest charge; by the devnet's count ` +
        `${count((ten.gasCounted * DEMAND.callsPerDay) / 1e9)} SUI ten at a time and ` +
        `${count((largest.gasCounted * DEMAND.callsPerDay) / 1e9)} SUI ${count(largest.calls)} at a time.`,
      `With ${count(DEMAND.callsPerPair)} calls of a payer with a model, ${count(pairs)} of them are first ones and leave`,
      `${bytes(first.netBytes * pairs)} of new objects a day, for ${count((first.netBytes * limits.storagePrice * pairs) / 1e9)} SUI of storage.`,
    ].join('\n'),
    day: table(
      ['a day writes', 'one call a transaction', '100 calls a transaction'],
      [
        ['transactions', count(DEMAND.callsPerDay), count(DEMAND.callsPerDay / 100)],
        [
          'their bytes',
          dayBytes(later.transactionBytes),
          dayBytes(rowOf(measured, 100).transactionBytes / 100),
        ],
        ['effects', dayBytes(later.effectsBytes), dayBytes(rowOf(measured, 100).effectsBytes / 100)],
        ['events', dayBytes(later.eventBytes), dayBytes(rowOf(measured, 100).eventBytes / 100)],
      ],
    ),
    history: table(
      ['who keeps it', 'for', 'calls in it', 'bytes of their events', 'a 30 day window'],
      [
        ['full node, recommended for transactions', limits.nodeEpochs, 'days'] as const,
        ['full node set up for history', limits.nodeEpochsIndexed, 'days'] as const,
        ['GraphQL service, at most recommended', limits.indexerDays, 'days'] as const,
      ].map(([who, days]) => [
        who,
        `${count(days)} days`,
        count(days * DEMAND.callsPerDay),
        bytes(days * DEMAND.callsPerDay * later.eventBytes),
        days >= 30 ? 'whole' : 'partly unknown',
      ]),
    ),
    walrus: [
      `${count(DEMAND.models)} models of ${bytes(DEMAND.modelBytes)} and a manifest each are`,
      `${bytes(DEMAND.models * (encodedBytes(DEMAND.modelBytes) + encodedBytes(10_000)))} encoded:`,
      `${bytes(encodedBytes(DEMAND.modelBytes))} for the weights of one, ${bytes(encodedBytes(10_000))} for its manifest, which is`,
      `almost all metadata. Every blob is spread over ${count(limits.walrusShards)} shards, is at most`,
      `${bytes(limits.walrusBlobBytes)} large and is paid for at most`,
      `${count((limits.walrusEpochsAhead * limits.walrusEpochDays) / 365, 1)} years ahead.`,
    ].join('\n'),
  };
}

const shardCount = (shards: number | undefined) => (shards === undefined ? 'more than 16' : count(shards));

function rowOf({ payments }: Measured, calls: number) {
  return payments.find((payment) => payment.calls === calls && !payment.first)!;
}

export function ratesOf(reading: Reading): Rates {
  return {
    wireBytes: reading.wireBytes / reading.calls,
    memoryBytes: reading.memoryBytes,
    workMs: reading.syncMs / reading.calls,
  };
}

/** Blocks with times of the machine they were made on. */
export function timedBlocks(reading: Reading, machine: string): Blocks {
  const rates = ratesOf(reading);
  const sizes = [100_000, 1_000_000, 10_000_000, 1_000_000_000, 30 * DEMAND.callsPerDay];
  const node = callsWithinPatience(limits, rates, ({ nodeSeconds }) => nodeSeconds);
  const judged = callsWithinPatience(limits, rates, (cost) => cost.nodeSeconds + cost.fundingSeconds);
  return {
    sync: [
      `Measured: ${count(reading.calls)} calls in ${seconds(reading.syncMs / 1000)} of processor time (node and reader in one process, ${machine}),`,
      `${count(rates.wireBytes)} bytes a call on the wire, ${count(rates.memoryBytes)} in memory,`,
      `${count(reading.storedBytes)} in the browser's store.`,
      '',
      table(
        ['calls', 'bytes', 'memory', 'from a full node', 'from GraphQL', 'first funders of the payers'],
        sizes.map((calls) => {
          const cost = syncCost(limits, calls, rates);
          return [
            count(calls),
            bytes(cost.bytes),
            bytes(cost.memoryBytes),
            seconds(cost.nodeSeconds),
            seconds(cost.graphqlSeconds),
            seconds(cost.fundingSeconds),
          ];
        }),
      ),
      '',
      `Within ${DEMAND.patienceSeconds} seconds a first visit reads **${count(roundDown(node))} calls**, and`,
      `**${count(roundDown(judged))}** where the first funders are asked for too.`,
    ].join('\n'),
  };
}

/** Two digits: more would say something about this machine only. */
function roundDown(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / step) * step;
}

/** @throws RangeError for a block that the page has no place for */
export function fillBlocks(page: string, blocks: Blocks): string {
  let filled = page;
  for (const [name, text] of Object.entries(blocks)) {
    const place = blockPattern(name);
    if (!place.test(filled)) throw new RangeError(`The page has no place for "${name}"`);
    filled = filled.replace(place, () => `<!-- begin ${name} -->\n\n${text}\n\n<!-- end ${name} -->`);
  }
  return filled;
}

export function readBlock(page: string, name: string): string | undefined {
  return blockPattern(name).exec(page)?.[1]?.trim();
}

const blockPattern = (name: string) => new RegExp(`<!-- begin ${name} -->([\\s\\S]*?)<!-- end ${name} -->`);
