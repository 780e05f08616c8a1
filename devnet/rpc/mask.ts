// Read masks: which fields of an answer a client asked for.
// Knows dotted snake_case paths; knows no message.

/** A set of wanted fields. `has('a')` is true if `a`, something inside it, or everything was asked for. */
export interface Mask {
  has(field: string): boolean;
  /** The mask that applies inside a field. */
  sub(field: string): Mask;
}

const EVERYTHING: Mask = { has: () => true, sub: () => EVERYTHING };

export function parseMask(mask: { paths: string[] } | undefined, fallback: string): Mask {
  const paths = mask?.paths.length ? mask.paths : fallback.split(',');
  return fromPaths(paths.map(toSnakeCase));
}

function fromPaths(paths: string[]): Mask {
  if (paths.includes('*')) return EVERYTHING;
  return {
    has: (field) => paths.some((path) => path === field || path.startsWith(`${field}.`)),
    sub(field) {
      if (paths.includes(field)) return EVERYTHING;
      const prefix = `${field}.`;
      return fromPaths(paths.filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length)));
    },
  };
}

/** Binary protobuf carries masks in snake_case, but protobuf JSON writes camelCase: accept both. */
function toSnakeCase(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
