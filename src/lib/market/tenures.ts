// Who was the author of each model, and when: handing over moves what comes after it, never what came before.
import type { Authorship } from '../model/history.ts';
import type { CallTable } from './table.ts';

export interface Tenure {
  author: string;
  /** Until the next tenure of the same model. The first holds from ever: no call is older than its model. */
  fromMs: number;
}

export interface Tenures {
  list: readonly Tenure[];
  /** Place in `list`, by the model's number in the table; -1 where nobody is known. */
  at(model: number, atMs: number): number;
  /** 1 for each row of the table whose call this author answered for. */
  rowsOf(author: string): Uint8Array;
  /** True if somebody else answered for one of this author's models before or after. */
  shares(author: string): boolean;
}

/** @param listings stand in for models without a known authorship */
export function createTenures(
  table: CallTable,
  authorships: readonly Authorship[],
  listings: readonly { id: string; author: string }[],
): Tenures {
  const list: Tenure[] = [];
  /** Places in `list`, oldest first. */
  const byModel: (number[] | undefined)[] = [];
  for (const { model, author, atMs } of authorships.toSorted((a, b) => a.atMs - b.atMs)) {
    const number = table.models.find(model);
    if (number === -1) continue;
    const places = (byModel[number] ??= []);
    if (places.length > 0 && list[places.at(-1)!]!.author === author) continue;
    places.push(list.push({ author, fromMs: places.length === 0 ? Number.NEGATIVE_INFINITY : atMs }) - 1);
  }
  for (const { id, author } of listings) {
    const number = table.models.find(id);
    if (number === -1 || byModel[number]) continue;
    byModel[number] = [list.push({ author, fromMs: Number.NEGATIVE_INFINITY }) - 1];
  }

  function at(model: number, atMs: number): number {
    const places = byModel[model];
    if (!places) return -1;
    let index = places.length - 1;
    while (list[places[index]!]!.fromMs > atMs) index--;
    return places[index]!;
  }

  return {
    list,
    at,
    rowsOf(author) {
      const { model, atMs } = table.columns;
      const mine = Uint8Array.from(list, (tenure) => (tenure.author === author ? 1 : 0));
      const rows = new Uint8Array(table.size);
      for (let row = 0; row < rows.length; row++) rows[row] = mine[at(model[row]!, atMs[row]!)] ?? 0;
      return rows;
    },
    shares: (author) =>
      byModel.some((places) => {
        const own = places?.filter((place) => list[place]!.author === author).length ?? 0;
        return own > 0 && own < places!.length;
      }),
  };
}
