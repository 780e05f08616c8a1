// Whether a model can be opened here at all, judged from its header before anything is downloaded or compiled for it.
import { DTYPES } from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { operatorName, type OnnxHeader } from './onnx-header.ts';
import { KNOWN_OPERATORS } from './onnx-operators.ts';
import { checkPlaces, plainPath } from './onnx-places.ts';

export { plainPath } from './onnx-places.ts';

/** Names in a message: a hostile model has a hundred thousand. */
const NAMED = 20;

/**
 * `available` as paths, or by path with sizes: then each weight must also lie inside its file.
 *
 * @throws InferError 'infer/unsupported-operator' with `details.operators`; 'infer/missing-external-data' with
 * `details.files`; 'infer/unsupported-type' with `details.name`; 'infer/truncated' if a file ends before a weight does;
 * 'infer/too-complex' if weights are many times larger than the files they lie in; 'infer/load-failed' for the rest
 */
export function checkOnnx(
  header: OnnxHeader,
  available: Iterable<string> | ReadonlyMap<string, { readonly size: number }>,
): void {
  checkOperators(header);
  checkValues(header);
  const files = available instanceof Map ? available : undefined;
  const paths = (files ? files.keys() : available) as Iterable<string>;
  const known = new Set([...paths].map(plainPath));
  const missing = header.externalFiles.filter((path) => !isInside(path) || !known.has(path));
  if (missing.length > 0) {
    const named = missing.slice(0, NAMED);
    throw new InferError(
      'infer/missing-external-data',
      `The model's weights ${named.join(', ')} are missing`,
      { details: { files: named } },
    );
  }
  if (files) checkPlaces(header.external, files);
}

function checkOperators(header: OnnxHeader): void {
  const operators = header.operators
    .filter(({ domain, type }) => !KNOWN_OPERATORS.get(domain)?.has(type))
    .slice(0, NAMED)
    .map(operatorName);
  if (operators.length === 0) return;
  throw new InferError('infer/unsupported-operator', `The runtime does not know ${operators.join(', ')}`, {
    details: { operators },
  });
}

/** What goes in and comes out must be plain tensors of types that JavaScript has, under names that can be told apart. */
function checkValues({ inputs, outputs, otherInputs, otherOutputs }: OnnxHeader): void {
  const [odd] = outputs.length === 0 ? [...otherInputs, ...otherOutputs] : otherInputs;
  if (odd) {
    throw new InferError('infer/unsupported-type', `"${odd.name}" is no plain tensor but: ${odd.kind}`, {
      details: { name: odd.name, type: odd.kind },
    });
  }
  if (outputs.length === 0) throw new InferError('infer/load-failed', 'The model has no outputs');
  for (const { name, dtype } of [...inputs, ...outputs]) {
    if (!(DTYPES as readonly string[]).includes(dtype)) {
      throw new InferError('infer/unsupported-type', `"${name}" has elements of type ${dtype}`, {
        details: { name, type: dtype },
      });
    }
  }
  for (const { name } of [...inputs, ...outputs, ...otherOutputs]) {
    // The runtime's names end at a NUL, and this one cannot be the key of an object.
    if (!name.includes('\0') && name !== '__proto__') continue;
    throw new InferError('infer/load-failed', `No input or output can be called ${JSON.stringify(name)}`, {
      details: { name },
    });
  }
}

/** Neither absolute, nor upwards, nor an address: whatever the pack holds under such a name. */
function isInside(path: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:|[/\\])|[\\\0]/i.test(path) && path.split('/').every((part) => part !== '..');
}
