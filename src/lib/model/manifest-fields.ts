// The kinds of values that the manifest's schema is made of.
import * as v from 'valibot';

export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const sha256Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
export const blobId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** Relative, forward slashes, no empty, `.` or `..` segment. */
export const path = v.pipe(
  text(512),
  v.regex(/^[^\\\0]+$/),
  v.check((value) => value.split('/').every((part) => part !== '' && part !== '.' && part !== '..')),
);
