// How an author can be reached: by the web address they published, else by their wallet's address alone. Pure.

export interface WebContact {
  href: string;
  /** Shown first, so that nothing in the path can pass for it. Punycode where the name is not ASCII. */
  host: string;
  /** Path and query as the browser will send them. */
  rest: string;
}

/** The address where it is http(s) without credentials; anything else is only text. */
export function webContact(source: string | undefined): WebContact | undefined {
  if (source === undefined || !URL.canParse(source)) return undefined;
  const url = new URL(source);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username || url.password) return undefined;
  const rest = `${url.pathname}${url.search}${url.hash}`;
  return { href: url.href, host: url.host, rest: rest === '/' ? '' : rest };
}
