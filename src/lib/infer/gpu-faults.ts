// What onnxruntime-web 1.30 is known to compute wrongly on WebGPU, without a word: found by running real models on both.
// Each is met by a test that fails once it is mended.

/**
 * A convolution whose channels in are a multiple of three but not of four, and whose channels out are a multiple of four:
 * the kernel takes three at a time and loses its place after the first three. Pictures have three and are right; a window
 * of one is a matrix product and is right; so are groups, which have a kernel of their own.
 *
 * `weight` is [channels out, channels in, ...window].
 */
export function misreckoned(weight: readonly number[], groups: number): boolean {
  const [out = 0, channels = 0, ...window] = weight;
  const takenByThree = channels > 3 && channels % 3 === 0 && channels % 4 !== 0;
  return takenByThree && out % 4 === 0 && groups === 1 && window.some((size) => size > 1);
}
