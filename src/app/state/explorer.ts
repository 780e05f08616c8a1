// Where a transaction can be looked at by others, if the network has such a place. Pure.

/** Undefined where no explorer is configured, or it is no web address. */
export function explorerLink(explorer: string | undefined, digest: string): string | undefined {
  if (explorer === undefined || !/^https?:\/\//.test(explorer)) return undefined;
  return explorer.replace('{digest}', encodeURIComponent(digest));
}
