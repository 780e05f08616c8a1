// AssemblyScript: the recovery symbols of a row or a column, by the additive FFT over GF(2^16) of reed-solomon-simd.
// Sixty-four bytes of every symbol at a time, so that the work stays in the cache.

/** Of a symbol, at a time: 32 elements, low bytes first, then high bytes. */
const PIECE: usize = 64;
const TABLE: usize = 128;

/** Factors 0, 2, 4, ... of transforms over the first 1,536 points. */
const TABLES: usize = memory.data(98_304, 64);
const SUM: usize = memory.data(32_768, 64);
const WORK: usize = memory.data(32_768, 64);

export function tables(): usize {
  return TABLES;
}
/** Where symbols may lie, and their recovery symbols behind them: the caller makes the memory large enough. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * From `originals` symbols of `size` bytes, an even number, come `recoveries` more: of them those from `first` to
 * before `end`.
 */
export function recover(
  from: usize,
  originals: usize,
  size: usize,
  to: usize,
  recoveries: usize,
  first: usize,
  end: usize,
): void {
  for (let at: usize = 0; at < size; at += PIECE) {
    const width = min(PIECE, size - at);
    if (isHighRate(originals, recoveries)) {
      highRate(from + at, originals, size, width, to + at, powerOver(recoveries), first, end);
    } else lowRate(from + at, originals, size, width, to + at, first, end);
  }
}

/** reed-solomon-simd's choice, its deliberate one between equals included. */
function isHighRate(originals: usize, recoveries: usize): bool {
  const from = powerOver(originals);
  const to = powerOver(recoveries);
  return from == to ? originals <= recoveries : from > to;
}

function powerOver(count: usize): usize {
  let power: usize = 1;
  while (power < count) power <<= 1;
  return power;
}

/** Originals by spans of as many points as there are recoveries, added up. */
function highRate(
  from: usize,
  originals: usize,
  size: usize,
  width: usize,
  to: usize,
  span: usize,
  first: usize,
  end: usize,
): void {
  memory.fill(SUM, 0, span * PIECE);
  for (let done: usize = 0; done < originals; done += span) {
    const count = min(span, originals - done);
    gather(from + done * size, count, size, width);
    invert(span, count, done + span);
    add(SUM, WORK, span);
    memory.fill(WORK, 0, span * PIECE);
  }
  transform(span, first, end, 0);
  scatter(to, first, end, size, width);
}

/** Recoveries by spans of as many points as there are originals. */
function lowRate(
  from: usize,
  originals: usize,
  size: usize,
  width: usize,
  to: usize,
  first: usize,
  end: usize,
): void {
  const span = powerOver(originals);
  gather(from, originals, size, width);
  invert(span, originals, 0);
  for (let base = first & ~(span - 1); base < end; base += span) {
    const low = max(first, base) - base;
    const high = min(end - base, span);
    memory.copy(SUM, WORK, span * PIECE);
    transform(span, low, high, base + span);
    scatter(to + (base + low - first) * size, low, high, size, width);
  }
  memory.fill(WORK, 0, span * PIECE);
}

/** Into WORK, which is zero before and after. */
function gather(from: usize, count: usize, stride: usize, width: usize): void {
  for (let index: usize = 0; index < count; index++) {
    const piece = WORK + index * PIECE;
    if (width == PIECE) {
      for (let word: usize = 0; word < PIECE; word += 8) store<u64>(piece + word, load<u64>(from + word));
    } else {
      // A symbol's last piece has its low and high bytes in halves too, however few they are.
      memory.fill(piece, 0, PIECE);
      memory.copy(piece, from, width >> 1);
      memory.copy(piece + 32, from + (width >> 1), width >> 1);
    }
    from += stride;
  }
}

function scatter(to: usize, first: usize, end: usize, stride: usize, width: usize): void {
  for (let index = first; index < end; index++) {
    const piece = SUM + index * PIECE;
    memory.copy(to, piece, width >> 1);
    memory.copy(to + (width >> 1), piece + 32, width >> 1);
    to += stride;
  }
}

function add(to: usize, from: usize, count: usize): void {
  for (const end = to + count * PIECE; to < end; to += 8, from += 8) {
    store<u64>(to, load<u64>(to) ^ load<u64>(from));
  }
}

/** From values at the points `start` on to coefficients; all values past `count` are zero. */
function invert(span: usize, count: usize, start: usize): void {
  for (let layer: usize = 0; (1 as usize) << layer < span; layer++) {
    const half = (1 as usize) << layer;
    for (let first: usize = 0; first < count; first += 2 * half) {
      // Over a Cantor basis the factor of a butterfly is its point shifted down by its layer.
      const table = TABLES + ((first + start) >> (layer + 1)) * TABLE;
      butterflies(WORK + first * PIECE, half, table, true);
    }
  }
}

/** From coefficients to values at points from `start` on: those from `low` to before `high`. */
function transform(span: usize, low: usize, high: usize, start: usize): void {
  let layer: usize = ctz<usize>(span);
  while (layer-- > 0) {
    const half = (1 as usize) << layer;
    for (let first = low & ~(2 * half - 1); first < high; first += 2 * half) {
      butterflies(SUM + first * PIECE, half, TABLES + ((first + start) >> (layer + 1)) * TABLE, false);
    }
  }
}

/** Of each of `half` pairs, adds the right times the factor to the left; and the left to the right, before or after. */
function butterflies(left: usize, half: usize, table: usize, before: bool): void {
  if (ASC_FEATURE_SIMD) vectorButterflies(left, half * PIECE, table, before);
  else byteButterflies(left, half * PIECE, table, before);
}

function vectorButterflies(left: usize, distance: usize, table: usize, before: bool): void {
  const low0 = v128.load(table);
  const low1 = v128.load(table, 16);
  const low2 = v128.load(table, 32);
  const low3 = v128.load(table, 48);
  const high0 = v128.load(table, 64);
  const high1 = v128.load(table, 80);
  const high2 = v128.load(table, 96);
  const high3 = v128.load(table, 112);
  const nibble = i8x16.splat(15);
  for (const end = left + distance; left < end; left += PIECE) {
    const right = left + distance;
    for (let part: usize = 0; part < 32; part += 16) {
      let a = v128.load(left + part);
      let b = v128.load(left + part, 32);
      let x = v128.load(right + part);
      let y = v128.load(right + part, 32);
      if (before) {
        x = v128.xor(x, a);
        y = v128.xor(y, b);
      }
      const n0 = v128.and(x, nibble);
      const n1 = v128.and(i16x8.shr_u(x, 4), nibble);
      const n2 = v128.and(y, nibble);
      const n3 = v128.and(i16x8.shr_u(y, 4), nibble);
      const low = v128.xor(
        v128.xor(v128.swizzle(low0, n0), v128.swizzle(low1, n1)),
        v128.xor(v128.swizzle(low2, n2), v128.swizzle(low3, n3)),
      );
      const high = v128.xor(
        v128.xor(v128.swizzle(high0, n0), v128.swizzle(high1, n1)),
        v128.xor(v128.swizzle(high2, n2), v128.swizzle(high3, n3)),
      );
      a = v128.xor(a, low);
      b = v128.xor(b, high);
      if (!before) {
        x = v128.xor(x, a);
        y = v128.xor(y, b);
      }
      v128.store(left + part, a);
      v128.store(left + part, b, 32);
      v128.store(right + part, x);
      v128.store(right + part, y, 32);
    }
  }
}

function byteButterflies(left: usize, distance: usize, table: usize, before: bool): void {
  for (const end = left + distance; left < end; left += PIECE) {
    const right = left + distance;
    for (let element: usize = 0; element < 32; element++) {
      let a = load<u8>(left + element);
      let b = load<u8>(left + element, 32);
      let x = load<u8>(right + element);
      let y = load<u8>(right + element, 32);
      if (before) {
        x ^= a;
        y ^= b;
      }
      const t0 = table + (x & 15);
      const t1 = table + (x >> 4);
      const t2 = table + (y & 15);
      const t3 = table + (y >> 4);
      a ^= load<u8>(t0) ^ load<u8>(t1, 16) ^ load<u8>(t2, 32) ^ load<u8>(t3, 48);
      b ^= load<u8>(t0, 64) ^ load<u8>(t1, 80) ^ load<u8>(t2, 96) ^ load<u8>(t3, 112);
      if (!before) {
        x ^= a;
        y ^= b;
      }
      store<u8>(left + element, a);
      store<u8>(left + element, b, 32);
      store<u8>(right + element, x);
      store<u8>(right + element, y, 32);
    }
  }
}
