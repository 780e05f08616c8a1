// Addresses inside the page. Hash routes, so that any static host and any path will do. Links to a model, a version and
// a file are pinned to IDs. Pure.

/** What a page keeps in its address after `?`, to be shared: filters, thresholds. */
export type Query = Readonly<Record<string, string>>;

export type Route =
  | { page: 'market'; query?: Query }
  /** `version` and `file` pin; without them the newest version is meant. */
  | { page: 'model'; id: string; version?: number; file?: string }
  /** An address, or a SuiNS name. */
  | { page: 'author'; author: string }
  | { page: 'health'; query?: Query }
  | { page: 'publish'; addTo?: string }
  | { page: 'mine' }
  | { page: 'earnings'; query?: Query }
  /** `hide` offers a hide-list. */
  | { page: 'settings'; query?: Query }
  | { page: 'missing'; hash: string };

const OBJECT_ID = /^0x[0-9a-fA-F]{1,64}$/;
const SUINS = /^[a-z0-9][a-z0-9.-]{0,200}\.sui$/;
const NUMBER = /^[1-9][0-9]{0,8}$/;

/** Reads `location.hash`; anything unknown is the `missing` page, never an error. */
export function parseRoute(hash: string): Route {
  const missing: Route = { page: 'missing', hash };
  const [path = '', search = ''] = split(hash.replace(/^#\/?/, ''), '?');
  const [head = '', ...rest] = path.replace(/\/+$/, '').split('/');
  switch (head) {
    case '':
    case 'health':
    case 'earnings':
    case 'settings':
      return rest.length === 0 ? { page: head === '' ? 'market' : head, ...readQuery(search) } : missing;
    case 'model':
      return readModel(rest) ?? missing;
    case 'author': {
      const [author = '', ...more] = rest.map((part) => part.toLowerCase());
      const sound = more.length === 0 && (OBJECT_ID.test(author) || SUINS.test(author));
      return sound ? { page: 'author', author } : missing;
    }
    case 'publish': {
      const [id, ...more] = rest;
      if (id === undefined) return { page: 'publish' };
      return more.length === 0 && OBJECT_ID.test(id) ? { page: 'publish', addTo: id.toLowerCase() } : missing;
    }
    case 'mine':
      return rest.length === 0 ? { page: head } : missing;
    default:
      return missing;
  }
}

/** `ID`, `ID/v/2` or `ID/v/2/file/path/in/the/pack`. */
function readModel([id, v, number, file, ...path]: string[]): Route | undefined {
  if (id === undefined || !OBJECT_ID.test(id)) return undefined;
  const model = { page: 'model', id: id.toLowerCase() } as const;
  if (v === undefined) return model;
  if (v !== 'v' || number === undefined || !NUMBER.test(number)) return undefined;
  const version = Number(number);
  if (file === undefined) return { ...model, version };
  if (file !== 'file' || path.length === 0) return undefined;
  try {
    return { ...model, version, file: path.map(decodeURIComponent).join('/') };
  } catch {
    return undefined;
  }
}

function readQuery(search: string): { query?: Query } {
  const entries = [...new URLSearchParams(search)];
  return entries.length === 0 ? {} : { query: Object.fromEntries(entries) };
}

/** The link to a page: `#/model/0x..`. */
export function hrefOf(route: Exclude<Route, { page: 'missing' }>): string {
  switch (route.page) {
    case 'market':
      return `#/${queryText(route.query)}`;
    case 'health':
    case 'earnings':
    case 'settings':
      return `#/${route.page}${queryText(route.query)}`;
    case 'model': {
      const { id, version, file } = route;
      const pinned = version === undefined ? '' : `/v/${version}`;
      // Half a surrogate pair cannot be encoded, and a stranger may have put one into a path.
      const path = file
        ?.replace(/\p{Cs}/gu, '\ufffd')
        .split('/')
        .map(encodeURIComponent)
        .join('/');
      return `#/model/${id}${pinned}${pinned && path ? `/file/${path}` : ''}`;
    }
    case 'author':
      return `#/author/${route.author}`;
    case 'publish':
      return route.addTo ? `#/publish/${route.addTo}` : '#/publish';
    default:
      return `#/${route.page}`;
  }
}

function queryText(query: Query = {}): string {
  const text = new URLSearchParams({ ...query }).toString();
  return text === '' ? '' : `?${text}`;
}

function split(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
