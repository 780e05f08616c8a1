// What each Walrus service was asked and what it sent: for tests that count. Knows nothing of blobs.

export interface TrafficCount {
  requests: number;
  /** Bytes of blobs and metadata handed to the line; error bodies are not counted. */
  bytes: number;
  /** Answers by HTTP status; a request that hangs has none yet. */
  statuses: Record<number, number>;
}

export interface TrafficEntry {
  service: string;
  method: string;
  /** Below the service's base, with its query. */
  path: string;
  range?: string;
  status?: number;
  bytes: number;
}

/** The log forgets what is older. */
const LOG_LENGTH = 10_000;

export class Traffic {
  readonly #counts = new Map<string, TrafficCount>();
  #log: TrafficEntry[] = [];

  /** Live copies: counts by service, in the order they were first asked. */
  counts(): Record<string, TrafficCount> {
    return structuredClone(Object.fromEntries(this.#counts));
  }

  /** Newest last. */
  log(): TrafficEntry[] {
    return structuredClone(this.#log);
  }

  reset(): void {
    this.#counts.clear();
    this.#log = [];
  }

  begin(service: string, { method, headers }: Request, path: string) {
    const range = headers.get('range');
    const entry: TrafficEntry = { service, method, path, ...(range === null ? {} : { range }), bytes: 0 };
    const count = this.#counts.get(service) ?? { requests: 0, bytes: 0, statuses: {} };
    this.#counts.set(service, count);
    count.requests += 1;
    this.#log.push(entry);
    if (this.#log.length > LOG_LENGTH) this.#log.shift();
    return {
      answered(status: number) {
        entry.status = status;
        count.statuses[status] = (count.statuses[status] ?? 0) + 1;
      },
      sent(bytes: number) {
        entry.bytes += bytes;
        count.bytes += bytes;
      },
    };
  }
}
