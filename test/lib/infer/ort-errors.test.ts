// What the runtime says when it refuses, as it says it, and what we make of it.
import { beforeAll, describe, expect, it } from 'vitest';
import { isFatal, loadError, runError } from '../../../src/lib/infer/ort-errors.ts';
import { importOrt, type Ort } from '../../../src/lib/infer/ort-runtime.ts';
import { attribute, model, node, TYPE, value, X, Y } from '../../corpus/onnx-parts.ts';

let ort: Ort;
beforeAll(async () => {
  ({ ort } = await importOrt('wasm', 0));
});

async function refusal(bytes: Uint8Array): Promise<unknown> {
  try {
    await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
  } catch (error) {
    return error;
  }
  throw new Error('The runtime took it');
}

const graph = (operator: object, input = X) => model({ node: [operator], input: [input], output: [Y] });

describe('of an operator', () => {
  it.each([
    ['nobody has', graph(node('Frobnicate', ['x'], ['y'])), 'Frobnicate'],
    [
      'of somebody’s own domain',
      model(
        {
          node: [node('Relu', ['x'], ['y'], [], { domain: 'evil.example' })],
          input: [X],
          output: [Y],
        },
        {
          opsetImport: [
            { domain: '', version: 17 },
            { domain: 'evil.example', version: 1 },
          ],
        },
      ),
      'evil.example::Relu',
    ],
    [
      'without code for it',
      model(
        {
          node: [node('ImageDecoder', ['b'], ['y'])],
          input: [value('b', ['n'], TYPE.uint8)],
          output: [value('y', ['h', 'w', 'c'], TYPE.uint8)],
        },
        { opsetImport: [{ domain: '', version: 20 }] },
      ),
      'ImageDecoder',
    ],
  ])('%s: it is named', async (_, bytes, name) => {
    expect(loadError(await refusal(bytes))).toMatchObject({
      code: 'infer/unsupported-operator',
      details: { operators: [name] },
    });
  });
});

it('of a type that no array holds: it is no failure of the model', async () => {
  const bytes = graph(node('Cast', ['x'], ['y'], [attribute.int('to', 1)]), value('x', [1], TYPE.bfloat16));
  expect(loadError(await refusal(bytes))).toMatchObject({
    code: 'infer/unsupported-type',
    details: { type: TYPE.bfloat16 },
  });
});

it('of a lost device, whose session opened all the same: it is the device', () => {
  const said = new Error(
    'failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: buffer_manager.cc:643 Download ' +
      'map_async_result.status == wgpu::MapAsyncStatus::Success was false',
  );
  expect(runError(said)).toMatchObject({ code: 'infer/device-lost', retryable: true });
});

it('a trap and a full heap end the instance, a refusal does not', async () => {
  expect(isFatal(runError(new WebAssembly.RuntimeError('unreachable')))).toBe(true);
  expect(isFatal(runError(new RangeError('Array buffer allocation failed')))).toBe(true);
  expect(isFatal(loadError(await refusal(graph(node('Frobnicate', ['x'], ['y'])))))).toBe(false);
});
