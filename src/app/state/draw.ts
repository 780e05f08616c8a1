// Whether another answer can be drawn to the same question, and what the way there is. Pure.
import type { OpenModel } from '../../lib/index.ts';

export interface Draw {
  /** Base units of the next call. */
  price: bigint;
  /** What the answer at hand was drawn by, where this visit knows. */
  seed: string | undefined;
  /** Why another seed would change nothing. */
  idle: string | undefined;
  waiting: boolean;
  again: () => void;
}

interface Field {
  readonly info: { name: string };
  readonly text: string;
  readonly seed: boolean;
}

/** Undefined for models whose answers are not drawn. */
export function drawOf(
  { listing, manifest, version }: Pick<OpenModel, 'listing' | 'manifest' | 'version'>,
  fields: readonly Field[],
  rest: Omit<Draw, 'idle'>,
): Draw | undefined {
  if (!fields.some(({ seed }) => seed) || !listing.active || version.sealed) return undefined;
  // Of the generation's own inputs, whose names are settled.
  const temperature = fields.find(({ info }) => info.name === 'temperature')?.text.trim();
  const likeliest =
    manifest.pipeline?.kind === 'text-generation' && temperature !== '' && Number(temperature) === 0;
  return {
    ...rest,
    idle: likeliest ? 'At temperature 0 every seed gives the same answer.' : undefined,
  };
}
