// The hide-list as data: what is in it, how it travels as a file or in a link, and what is refused. Pure.
import { FloeError } from '../../lib/index.ts';

export interface Hidden {
  /** Object ID of a model, or an author's address. */
  id: string;
  /** For the owner of the list to recognise it; a stranger's text. */
  name: string;
  atMs: number;
}

export interface HideLists {
  models: readonly Hidden[];
  authors: readonly Hidden[];
}

export class HideListError extends FloeError<'form/not-a-hide-list' | 'form/hide-list-too-long'> {
  override name = 'HideListError';
}

const FORMAT = 'floe-hide-list';
const ID = /^0x[0-9a-f]{64}$/;
const MOST = 20_000;
const LONGEST_NAME = 200;
/** Browsers and messengers cut longer addresses. */
const MOST_IN_LINK = 200;

export const EMPTY: HideLists = { models: [], authors: [] };

export function hideListFile(lists: HideLists): Blob {
  return new Blob([JSON.stringify({ format: FORMAT, version: 1, ...lists }, null, 2)], {
    type: 'application/json',
  });
}

/** @throws HideListError */
export function readHideList(text: string): HideLists {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HideListError('form/not-a-hide-list', 'The file is not JSON', { cause });
  }
  if (!isRecord(json) || json.format !== FORMAT || json.version !== 1) {
    throw new HideListError('form/not-a-hide-list', `The file's format is not ${FORMAT}, version 1`);
  }
  return { models: readEntries(json.models, 'models'), authors: readEntries(json.authors, 'authors') };
}

/** What was stored in this browser; anything unsound is an empty list. */
export function storedHideLists(json: unknown): HideLists {
  if (!isRecord(json)) return EMPTY;
  try {
    return { models: readEntries(json.models, 'models'), authors: readEntries(json.authors, 'authors') };
  } catch {
    return EMPTY;
  }
}

/** For `#/settings?hide=`: IDs only, models before the point and authors after it. Undefined where it gets too long. */
export function hideListCode({ models, authors }: HideLists): string | undefined {
  if (models.length + authors.length > MOST_IN_LINK) return undefined;
  return [models, authors].map((entries) => toBase64Url(entries.map(({ id }) => id))).join('.');
}

/** @throws HideListError */
export function readHideListCode(code: string): HideLists {
  const [models, authors, ...more] = code.split('.').map(fromBase64Url);
  if (!models || !authors || more.length > 0) {
    throw new HideListError('form/not-a-hide-list', 'The link holds no whole hide-list');
  }
  const entries = (ids: string[]) => ids.map((id) => ({ id, name: '', atMs: 0 }));
  return { models: entries(models), authors: entries(authors) };
}

/** Both together; what is in `lists` already keeps its name and date. */
export function mergeHideLists(lists: HideLists, added: HideLists): HideLists {
  const merge = (into: readonly Hidden[], from: readonly Hidden[]) => {
    const known = new Map([...from, ...into].map((entry) => [entry.id, entry]));
    if (known.size > MOST) throw tooLong();
    return [...known.values()].sort((a, b) => b.atMs - a.atMs);
  };
  return { models: merge(lists.models, added.models), authors: merge(lists.authors, added.authors) };
}

function readEntries(json: unknown, what: string): Hidden[] {
  if (!Array.isArray(json)) throw new HideListError('form/not-a-hide-list', `It has no list of ${what}`);
  if (json.length > MOST) throw tooLong();
  return json.map((entry: unknown) => {
    const { id, name, atMs } = isRecord(entry) ? entry : {};
    if (typeof id !== 'string' || !ID.test(id)) {
      throw new HideListError('form/not-a-hide-list', `One of its ${what} has no whole ID`);
    }
    return {
      id,
      name: typeof name === 'string' ? name.slice(0, LONGEST_NAME) : '',
      atMs: typeof atMs === 'number' && Number.isSafeInteger(atMs) && atMs > 0 ? atMs : 0,
    };
  });
}

function tooLong(): HideListError {
  return new HideListError('form/hide-list-too-long', `More than ${MOST} entries`);
}

function toBase64Url(ids: string[]): string {
  const bytes = ids.flatMap((id) =>
    id
      .slice(2)
      .match(/../g)!
      .map((pair) => Number.parseInt(pair, 16)),
  );
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): string[] | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    if (bytes.length % 32 !== 0 || bytes.length > 32 * MOST_IN_LINK) return undefined;
    const hex = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    return (hex.match(/.{64}/g) ?? []).map((id) => `0x${id}`);
  } catch {
    return undefined;
  }
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
