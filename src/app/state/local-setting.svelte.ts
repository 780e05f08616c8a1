// One JSON value in localStorage that survives a reload. A browser that refuses storage keeps it for the visit.

export class LocalSetting<T> {
  readonly #key: string;
  readonly #read: (json: unknown) => T;
  #value: T;

  /** @param read turns what was stored, or undefined, into a sound value */
  constructor(key: string, read: (json: unknown) => T) {
    this.#key = key;
    this.#read = read;
    this.#value = $state.raw(read(stored(key)));
  }

  get current(): T {
    return this.#value;
  }

  set current(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Private windows and full disks: the setting lives until the page closes.
    }
  }

  reset(): void {
    this.#value = this.#read(undefined);
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // As above.
    }
  }
}

function stored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
