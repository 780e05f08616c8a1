// What an author paid, from transactions to costs by model: storage bought before its model existed finds it by its blobs.
import { createCostSource, type AuthorExpense } from '../chain/history-costs.ts';
import type { Chain } from '../chain/chain.ts';
import type { Cost } from '../market/measures-income.ts';
import { SUI_TYPE } from '../model/amount.ts';
import type { HistoryPage } from '../model/history.ts';

const PAGE = 200;

/** Oldest first. @throws ChainError */
export async function readCosts(
  chain: Chain,
  walrusSystem: string,
  author: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Cost[]> {
  const source = createCostSource(chain.rpc, { packageId: chain.packageId, walrusSystem });
  const expenses: AuthorExpense[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page: HistoryPage<AuthorExpense> = await source.expenses(author, {
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
      ...(signal ? { signal } : {}),
    });
    expenses.push(...page.items);
    if (!page.hasMore || page.cursor === undefined) return costsOf(expenses, author);
    cursor = page.cursor;
  }
}

/**
 * A transaction of the contract is for the model it names, if it names one. Storage is for the model whose version all its
 * blobs belong to; models may hold the same files, and the one that was there first stands for them.
 */
export function costsOf(expenses: readonly AuthorExpense[], author: string): Cost[] {
  const modelsOfBlob = new Map<string, Set<string>>();
  for (const { versions } of expenses) {
    for (const { model, blobs } of versions) {
      for (const blob of blobs) modelsOfBlob.set(blob, (modelsOfBlob.get(blob) ?? new Set()).add(model));
    }
  }
  return expenses.flatMap(({ digest, atMs, gas, storage, models, blobs }) => {
    const owners = () => sharedBy(blobs.flatMap((blob) => modelsOfBlob.get(blob) ?? []));
    const [model] = models.length === 0 ? owners() : models.length === 1 ? models : [];
    const of = { author, atMs, digest, ...(model === undefined ? {} : { model }) };
    const costs: Cost[] = [];
    if (storage) costs.push({ kind: 'storage', coin: storage.coin, amount: storage.amount, ...of });
    if (gas !== 0n) costs.push({ kind: 'gas', coin: SUI_TYPE, amount: gas, ...of });
    return costs;
  });
}

/** In the order in which they were listed. */
function sharedBy([first, ...rest]: Set<string>[]): string[] {
  return [...(first ?? [])].filter((model) => rest.every((models) => models.has(model)));
}
