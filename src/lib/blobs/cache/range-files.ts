// Files that are written once: the port that a store of ranges needs of a disk. Knows no model and no range.

/** Bytes lent to somebody who may take them to another thread: what came back is here afterwards. */
export interface LentBytes {
  /** Empty only where the thread that had it died. */
  buffer: ArrayBuffer;
}

/** Paths have folders, divided by slashes, and name one file each: who creates, chooses one that nobody ever used. */
export interface RangeFiles {
  /**
   * Writes a new file, whole or not at all. The bytes are back when this ends, either way.
   *
   * @throws DOMException 'QuotaExceededError' where there is no room; any other error means that files do not work here
   */
  create(path: string, bytes: LentBytes): Promise<void>;
  /** As it lies on the disk; undefined where it does not. */
  open(path: string): Promise<Blob | undefined>;
  /** One that is not there is removed already. */
  remove(path: string): Promise<void>;
  /** All of them, half-written ones of closed tabs included. */
  paths(): Promise<string[]>;
}
