// What every command gives back.
export interface Answer {
  /** What `--json` prints. */
  json: unknown;
  /** What people read. */
  text: string;
}
