// What a version asks of a device, and how long it took its author: said before anybody fetches it, and believed only that
// far. Who opens the files reads it out of them again.
import * as v from 'valibot';
import { count, positive, text } from './manifest-fields.ts';

const Needs = v.strictObject({
  /** Each used once, e.g. `Conv` or `com.microsoft:MatMulNBits`. */
  operators: v.pipe(v.array(text(120)), v.maxLength(1_000)),
  /** Element types of weights, inputs, outputs and in between, by ONNX's names. */
  dtypes: v.pipe(v.array(text(24)), v.maxLength(40)),
  /** In memory, of all graphs. */
  weightBytes: count,
  /** Of the largest single weight. */
  largestWeightBytes: count,
  /** The runtime is known to reckon it wrongly on a GPU. */
  wrongOnGpu: v.optional(v.boolean()),
  /** Of what is alive between the nodes at the worst moment, for inputs as large as the author tried. */
  activationBytes: v.optional(count),
  /** Of the largest single value between the nodes. */
  largestValueBytes: v.optional(count),
});

/** A run on the author's device, milliseconds. */
const Measured = v.strictObject({
  provider: v.picklist(['webgpu', 'wasm', 'webgl', 'cpu']),
  runMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  loadMs: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  /** As its browser names it. */
  device: v.optional(text(160)),
  cores: v.optional(positive),
});

export const needsEntries = {
  needs: v.optional(Needs),
  measured: v.optional(v.pipe(v.array(Measured), v.maxLength(8))),
};

export type ModelNeeds = v.InferOutput<typeof Needs>;
export type MeasuredRun = v.InferOutput<typeof Measured>;
