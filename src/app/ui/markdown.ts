// A stranger's Markdown as a small tree of what the page is willing to draw. HTML stays text, links lead only where a
// browser would go on purpose, pictures are named and not fetched, and nothing is deep or long enough to hang a page. Pure.
import { lexer, type Token, type Tokens } from 'marked';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong'; inner: Inline[] }
  | { kind: 'em'; inner: Inline[] }
  | { kind: 'del'; inner: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  /** `aside` is the true host, where the text names another place. */
  | { kind: 'link'; href: string; aside: string | undefined; inner: Inline[] }
  /** Not fetched unless the reader asks. */
  | { kind: 'image'; src: string; host: string; alt: string };

export type Block =
  | { kind: 'heading'; level: 3 | 4; inner: Inline[] }
  | { kind: 'paragraph'; inner: Inline[] }
  /** Text of a tight list. */
  | { kind: 'plain'; inner: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; inner: Block[] }
  | { kind: 'rule' }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] };

export interface Card {
  blocks: Block[];
  /** True where the text went on after what a page can hold. */
  cut: boolean;
}

/** No reader meets these; a text that does is out to break something. */
const MOST_LEVELS = 12;
const MOST_NODES = 8_000;

/** @param title what stands above already: a first heading that repeats it is left out */
export function readMarkdown(text: string, title?: string): Card {
  let tokens: Token[];
  try {
    tokens = lexer(text, { gfm: true });
  } catch {
    // Nested beyond the parser's own stack.
    return { blocks: [{ kind: 'code', text }], cut: false };
  }
  const reader = createReader();
  const [first] = tokens;
  const repeats = first?.type === 'heading' && plain((first as Tokens.Heading).text) === title;
  const blocks = reader.blocks(repeats ? tokens.slice(1) : tokens, 0);
  return { blocks, cut: reader.isFull() };
}

function createReader() {
  let nodes = 0;
  /** Counts a node in; false once the page holds enough. */
  const fits = () => (nodes += 1) <= MOST_NODES;
  const each = <T, U>(items: readonly T[], read: (item: T) => U): U[] => {
    const done: U[] = [];
    for (const item of items) {
      if (!fits()) break;
      done.push(read(item));
    }
    return done;
  };

  function blocks(tokens: readonly Token[], level: number): Block[] {
    return each(tokens, (token) => block(token, level)).flat();
  }

  function block(token: Token, level: number): Block[] {
    const inner = () => inline(tokensOf(token), level + 1);
    if (level > MOST_LEVELS) return [{ kind: 'plain', inner: [{ kind: 'text', text: rawOf(token) }] }];
    switch (token.type) {
      case 'heading':
        return [{ kind: 'heading', level: (token as Tokens.Heading).depth <= 2 ? 3 : 4, inner: inner() }];
      case 'paragraph':
        return [{ kind: 'paragraph', inner: inner() }];
      case 'code':
        return [{ kind: 'code', text: (token as Tokens.Code).text }];
      case 'html':
        return [{ kind: 'paragraph', inner: [{ kind: 'text', text: rawOf(token).trim() }] }];
      case 'blockquote':
        return [{ kind: 'quote', inner: blocks(tokensOf(token), level + 1) }];
      case 'hr':
        return [{ kind: 'rule' }];
      case 'list': {
        const { ordered, start, items } = token as Tokens.List;
        const read = each(items, (item) => blocks(item.tokens, level + 1));
        return [{ kind: 'list', ordered, start: Number(start) || 1, items: read }];
      }
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        const cells = (row: Tokens.TableCell[]) => each(row, (cell) => inline(cell.tokens, level + 1));
        return [{ kind: 'table', head: cells(header), rows: each(rows, cells) }];
      }
      case 'text':
        return [{ kind: 'plain', inner: 'tokens' in token ? inner() : [textOf(token)] }];
      // Blank lines, link definitions, and what a later parser may think of.
      default:
        return [];
    }
  }

  function inline(tokens: readonly Token[], level: number): Inline[] {
    if (level > MOST_LEVELS) return [{ kind: 'text', text: tokens.map(rawOf).join('') }];
    return each(tokens, (token) => inlineOne(token, level)).flat();
  }

  function inlineOne(token: Token, level: number): Inline[] {
    const inner = () => inline(tokensOf(token), level + 1);
    switch (token.type) {
      case 'strong':
      case 'em':
      case 'del':
        return [{ kind: token.type, inner: inner() }];
      case 'codespan':
        return [{ kind: 'code', text: plain((token as Tokens.Codespan).text) }];
      case 'br':
        return [{ kind: 'break' }];
      case 'link': {
        const address = linkAddress((token as Tokens.Link).href);
        // Nothing inside a link can be acted on by itself.
        const words = textIn(inner()) || (token as Tokens.Link).href;
        if (!address) return [{ kind: 'text', text: words }];
        return [
          {
            kind: 'link',
            ...address,
            aside: asideOf(words, address.host),
            inner: [{ kind: 'text', text: words }],
          },
        ];
      }
      case 'image': {
        const { href, text } = token as Tokens.Image;
        const address = linkAddress(href);
        const alt = plain(text);
        const isWeb = address !== undefined && address.host !== '';
        return isWeb
          ? [{ kind: 'image', src: address.href, host: address.host, alt }]
          : [{ kind: 'text', text: alt }];
      }
      case 'html':
        return [{ kind: 'text', text: rawOf(token) }];
      default:
        return 'tokens' in token && token.tokens ? inner() : [textOf(token)];
    }
  }

  return { blocks, isFull: () => nodes > MOST_NODES };
}

function tokensOf(token: Token): Token[] {
  return ('tokens' in token && token.tokens) || [];
}

function rawOf(token: Token): string {
  return token.raw;
}

function textOf(token: Token): Inline {
  return { kind: 'text', text: 'text' in token ? plain(String(token.text)) : rawOf(token) };
}

/** Web and mail; anything else is not a link. Without credentials, whose only use is to look like a host. */
function linkAddress(href: string): { href: string; host: string } | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.protocol === 'mailto:') return { href: url.href, host: '' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  url.username = '';
  url.password = '';
  return { href: url.href, host: url.host };
}

/** A text that looks like an address must be the one it leads to. */
function asideOf(words: string, host: string): string | undefined {
  const named = /(?:[\w-]+\.)+[a-z]{2,}/i.exec(words.normalize('NFKC'))?.[0].toLowerCase();
  const bare = (name: string) => name.replace(/^www\./, '').replace(/:\d+$/, '');
  return host !== '' && named !== undefined && bare(named) !== bare(host) ? host : undefined;
}

function textIn(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if ('text' in part) return part.text;
      if (part.kind === 'image') return part.alt;
      return 'inner' in part ? textIn(part.inner) : ' ';
    })
    .join('');
}

/** The lexer escapes for HTML, which is not what becomes of its text here: turned back, entities and all. */
function plain(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => names[name] ?? '');
}
