// Whether a model can be opened here at all, judged from its header before anything is downloaded or compiled for it.
import { InferError } from './errors.ts';
import { operatorName, type OnnxHeader } from './onnx-header.ts';
import { KNOWN_OPERATORS } from './onnx-operators.ts';

/**
 * @throws InferError 'infer/unsupported-operator' with `details.operators`; 'infer/missing-external-data' with
 * `details.files`
 */
export function checkOnnx(header: OnnxHeader, availableFiles: Iterable<string>): void {
  const operators = header.operators
    .filter(({ domain, type }) => !KNOWN_OPERATORS.get(domain)?.has(type))
    .map(operatorName);
  if (operators.length > 0) {
    throw new InferError('infer/unsupported-operator', `The runtime does not know ${operators.join(', ')}`, {
      details: { operators },
    });
  }
  const available = new Set([...availableFiles].map(plainPath));
  const files = header.externalFiles.filter((path) => !available.has(path));
  if (files.length > 0) {
    throw new InferError(
      'infer/missing-external-data',
      `The model's weights ${files.join(', ')} are missing`,
      {
        details: { files },
      },
    );
  }
}

/** As a header names external data. */
export function plainPath(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}
