// JSON of unknown origin, read field by field.

/** Never an array, never null. */
export function record(value: unknown): Record<string, unknown> {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return plain ? (value as Record<string, unknown>) : {};
}
