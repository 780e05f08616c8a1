// The symbols that Walrus's encoding adds to a row or a column, in WebAssembly. Knows no hash.
import { RECOVERY_SCALAR, RECOVERY_SIMD } from './generated/kernels.ts';
import { multiplicationTables } from './galois.ts';
import type { RowGeometry } from './geometry.ts';
import { decodeModule, fastestLanes, type Lanes } from './lanes.ts';

export interface Recovery {
  /**
   * The `shards - rowSymbols` recovery symbols of a row, one after another, or `count` of them from `first` on; a short
   * row is padded with zeros. A view that the next call overwrites.
   */
  ofRow(geometry: RowGeometry, row: Uint8Array, part?: { first: number; count: number }): Uint8Array;
  /** The `shards - sourceRows` recovery symbols of a column of `sourceRows` symbols. A view, too. */
  ofColumn(geometry: RowGeometry, column: Uint8Array): Uint8Array;
}

/** Factors that the transforms of up to 512 points need for 1000 shards: 0, 2, 4, ... 1534. */
const FACTORS = 768;
const PAGE_BYTES = 65_536;

/** What the WebAssembly exports; assembly/recovery.ts says what each does. */
interface Exports {
  memory: WebAssembly.Memory;
  tables(): number;
  free(): number;
  recover(
    from: number,
    originals: number,
    size: number,
    to: number,
    recoveries: number,
    first: number,
    end: number,
  ): void;
}

const loaded = new Map<Lanes, Promise<Recovery>>();

/** The fastest this engine runs, or the one asked for; one of each a thread. Its memory grows to 1.5 rows. */
export function loadRecovery(lanes: Lanes = fastestLanes()): Promise<Recovery> {
  const recovery = loaded.get(lanes) ?? instantiate(lanes);
  loaded.set(lanes, recovery);
  return recovery;
}

async function instantiate(lanes: Lanes): Promise<Recovery> {
  const { instance } = await WebAssembly.instantiate(
    decodeModule(lanes === 'simd' ? RECOVERY_SIMD : RECOVERY_SCALAR),
  );
  const wasm = instance.exports as unknown as Exports;
  new Uint8Array(wasm.memory.buffer).set(multiplicationTables(FACTORS), wasm.tables());
  return {
    ofRow: ({ rowSymbols, shards, symbolBytes }, row, part) =>
      recover(row, rowSymbols, shards - rowSymbols, symbolBytes, part),
    ofColumn: ({ sourceRows, shards, symbolBytes }, column) =>
      recover(column, sourceRows, shards - sourceRows, symbolBytes),
  };

  function recover(
    symbols: Uint8Array,
    originals: number,
    recoveries: number,
    symbolBytes: number,
    { first, count } = { first: 0, count: recoveries },
  ): Uint8Array {
    const from = wasm.free();
    const to = from + originals * symbolBytes;
    const end = to + count * symbolBytes;
    const missing = end - wasm.memory.buffer.byteLength;
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / PAGE_BYTES));
    const memory = new Uint8Array(wasm.memory.buffer);
    memory.set(symbols, from);
    memory.fill(0, from + symbols.length, to);
    wasm.recover(from, originals, symbolBytes, to, recoveries, first, first + count);
    return memory.subarray(to, end);
  }
}
