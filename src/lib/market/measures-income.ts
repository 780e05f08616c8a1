// Where the money goes: earning models, concentration, prices, income by day and net of costs.
import { dayOf, genuineRows, median, recent, share, type MarketView, type Share } from './measures-view.ts';
import { MoneySums } from './table-money.ts';
import { DAY_MS } from './table.ts';

export const EARNING_SHARE =
  'Listed models with at least 3 genuine payers and at least the given genuine income in the last N days, out of all ' +
  'listed models.';

export function earningShare(
  view: MarketView,
  options: { days: number; minPayers: number; minIncome: bigint },
): Share {
  const { model, payer, priceLow, priceHigh } = view.table.columns;
  const sums = new MoneySums(view.table.models.size);
  const payers = new Map<number, Set<number>>();
  for (const row of genuineRows(view, { window: recent(view, options.days), paid: true, coin: true })) {
    const id = model[row]!;
    sums.add(id, priceLow[row]!, priceHigh[row]!);
    const known = payers.get(id);
    if (known) known.add(payer[row]!);
    else payers.set(id, new Set([payer[row]!]));
  }
  const earns = (id: number) =>
    id !== -1 && (payers.get(id)?.size ?? 0) >= options.minPayers && sums.get(id) >= options.minIncome;
  const part = view.listed.filter(({ id }) => earns(view.table.models.find(id))).length;
  return share(part, view.listed.length);
}

export const CONCENTRATION =
  'Genuine income of the last N days by author (or by model), all listed ones counted, those without income too. ' +
  'Gini: 0 all earn the same, towards 1 one earns all. Top 1 and top 10: share of the largest one and ten earners. ' +
  'Effective earners: 1 / HHI, how many equal earners would be as concentrated.';

export interface Concentration {
  /** Those with income. */
  earners: number;
  total: bigint;
  /** Undefined without any income, as are all shares. */
  gini: number | undefined;
  top1Share: number | undefined;
  top10Share: number | undefined;
  effectiveEarners: number | undefined;
}

export function concentration(
  view: MarketView,
  options: { days: number; by: 'author' | 'model' },
): Concentration {
  return concentrationOf(incomes(view, options));
}

function incomes(view: MarketView, { days, by }: { days: number; by: 'author' | 'model' }): bigint[] {
  const { model, atMs, priceLow, priceHigh } = view.table.columns;
  const rows = genuineRows(view, { window: recent(view, days), coin: true });
  if (by === 'model') {
    const sums = new MoneySums(view.table.models.size);
    for (const row of rows) sums.add(model[row]!, priceLow[row]!, priceHigh[row]!);
    return view.listed.map(({ id }) => {
      const number = view.table.models.find(id);
      return number === -1 ? 0n : sums.get(number);
    });
  }
  // Who answered for the model at that time; those who list something now count, with nothing earned too.
  const { list, at } = view.tenures;
  const sums = new MoneySums(list.length);
  for (const row of rows) {
    const tenure = at(model[row]!, atMs[row]!);
    if (tenure !== -1) sums.add(tenure, priceLow[row]!, priceHigh[row]!);
  }
  const totals = new Map(view.listed.map(({ author }) => [author, 0n]));
  list.forEach(({ author }, tenure) => {
    const income = sums.get(tenure);
    if (income > 0n) totals.set(author, (totals.get(author) ?? 0n) + income);
  });
  return [...totals.values()];
}

/** Exact up to the last division: all sums are whole numbers. */
export function concentrationOf(incomes: readonly bigint[]): Concentration {
  const sorted = incomes.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const total = sorted.reduce((sum, income) => sum + income, 0n);
  const earners = sorted.filter((income) => income > 0n).length;
  if (total === 0n) {
    const none = undefined;
    return { earners, total, gini: none, top1Share: none, top10Share: none, effectiveEarners: none };
  }
  const count = BigInt(sorted.length);
  const ranked = sorted.reduce((sum, income, i) => sum + BigInt(i + 1) * income, 0n);
  const squares = sorted.reduce((sum, income) => sum + income * income, 0n);
  const top = (n: number) => sorted.slice(-n).reduce((sum, income) => sum + income, 0n);
  return {
    earners,
    total,
    gini: divide(2n * ranked - (count + 1n) * total, count * total),
    top1Share: divide(top(1), total),
    top10Share: divide(top(10), total),
    effectiveEarners: divide(total * total, squares),
  };
}

/** A quotient of bigints as a number, good to 12 decimals. */
function divide(a: bigint, b: bigint): number {
  return Number((a * 1_000_000_000_000n) / b) / 1e12;
}

export const NET_INCOME =
  'Genuine receipts of the last N days less what storage and gas cost in the same days, coin by coin. Self and linked ' +
  'payments are no receipts; calls that could not be judged are shown apart.';

/** A cost of an author: storage in WAL, gas in SUI. */
export interface Cost {
  kind: 'storage' | 'gas';
  /** The model it was for, if one. */
  model?: string;
  author: string;
  coin: string;
  amount: bigint;
  atMs: number;
  /** The transaction that paid it, where one is known. */
  digest?: string;
}

export interface NetIncome {
  receipts: bigint;
  /** Calls of unknown standing; not in `net`. */
  unjudged: bigint;
  storage: bigint;
  gas: bigint;
  net: bigint;
}

/** `costs` are those of the scope: of the models or the author the view is about. By coin type. */
export function netIncome(view: MarketView, days: number, costs: readonly Cost[]): Map<string, NetIncome> {
  const window = recent(view, days);
  const { genuine, unknown } = view.verdicts.totals({ window, rows: view.rows });
  const result = new Map<string, NetIncome>();
  const entry = (coin: string) => {
    const known = result.get(coin) ?? { receipts: 0n, unjudged: 0n, storage: 0n, gas: 0n, net: 0n };
    result.set(coin, known);
    return known;
  };
  for (const [coin, amount] of genuine.money) entry(coin).receipts += amount;
  for (const [coin, amount] of unknown.money) entry(coin).unjudged += amount;
  for (const { kind, coin, amount, atMs } of costs) {
    if (atMs >= window.fromMs && atMs < window.untilMs) entry(coin)[kind] += amount;
  }
  for (const net of result.values()) net.net = net.receipts - net.storage - net.gas;
  return result;
}

export const PRICE_REALITY =
  'Median price of genuine paid calls in the last N days against the median price of active priced listings (of two ' +
  'middle values the lower), and the share of genuine calls that were free.';

export interface PriceReality {
  medianPaid: bigint | undefined;
  medianListed: bigint | undefined;
  free: Share;
}

export function priceReality(view: MarketView, days: number): PriceReality {
  const paid: bigint[] = [];
  let calls = 0;
  let free = 0;
  const wanted = view.table.coins.find(view.coin);
  for (const row of genuineRows(view, { window: recent(view, days) })) {
    calls++;
    const price = view.table.price(row);
    if (price === 0n) free++;
    else if (view.table.columns.coin[row] === wanted) paid.push(price);
  }
  const prices = view.listed
    .filter(({ active, price, coin }) => active && price > 0n && coin === view.coin)
    .map(({ price }) => price);
  return { medianPaid: median(paid), medianListed: median(prices), free: share(free, calls) };
}

export const INCOME_BY_DAY =
  'Calls and money by UTC day: genuine, excluded (self and linked) and unknown. The three add up to everything paid.';

export interface DayIncome {
  dayMs: number;
  calls: { genuine: number; excluded: number; unknown: number };
  amount: { genuine: bigint; excluded: bigint; unknown: bigint };
}

const COLUMN_OF_KIND = ['genuine', 'excluded', 'excluded', 'unknown'] as const;

/** The last `days` UTC days, today included, oldest first; amounts in the view's coin. */
export function incomeByDay(view: MarketView, days: number): DayIncome[] {
  const { coin, atMs, priceLow, priceHigh } = view.table.columns;
  const today = dayOf(view.nowMs);
  const firstDay = today - days + 1;
  const sums = new MoneySums(days * 3);
  const counts = new Float64Array(days * 3);
  const wanted = view.table.coins.find(view.coin);
  const columns = ['genuine', 'excluded', 'unknown'] as const;
  for (const row of view.table.rows({ fromMs: firstDay * DAY_MS, untilMs: view.nowMs + 1 })) {
    if (view.rows && view.rows[row] !== 1) continue;
    const column = columns.indexOf(COLUMN_OF_KIND[view.verdicts.kindOf[row]!]!);
    const group = (dayOf(atMs[row]!) - firstDay) * 3 + column;
    counts[group]!++;
    if (coin[row] === wanted) sums.add(group, priceLow[row]!, priceHigh[row]!);
  }
  return Array.from({ length: days }, (_, i) => ({
    dayMs: (firstDay + i) * DAY_MS,
    calls: { genuine: counts[i * 3]!, excluded: counts[i * 3 + 1]!, unknown: counts[i * 3 + 2]! },
    amount: { genuine: sums.get(i * 3), excluded: sums.get(i * 3 + 1), unknown: sums.get(i * 3 + 2) },
  }));
}
