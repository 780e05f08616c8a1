// Strings as small numbers: addresses, model IDs and coin types are held once however many calls name them.

export class Names {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.intern(name);
  }

  get size(): number {
    return this.#names.length;
  }

  /** The number of `name`, given out on first sight, from 0. */
  intern(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#names.push(name);
    return id;
  }

  /** -1 if the name was never seen. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1;
  }

  name(id: number): string {
    const name = this.#names[id];
    if (name === undefined) throw new RangeError(`No name has the number ${id}`);
    return name;
  }

  list(): readonly string[] {
    return this.#names;
  }
}
