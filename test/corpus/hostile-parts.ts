// What several hostile models are made of.
import { f32 } from './hostile-case.ts';
import { attribute, model, node, TYPE, value, X, type Node } from './onnx-parts.ts';

/** Four pixels by four, and a plane of any size. */
export const plane = f32([1, 1, 4, 4], Array<number>(16).fill(1));
export const anyPlane = value('y', ['a', 'b', 'c', 'd']);

/** y = the greatest of what the nodes make of x. */
export function greatest(nodes: Node[], last: string, initializer: object[] = [], inputs: object[] = [X]) {
  const scalar = node('ReduceMax', [last], ['y'], [attribute.int('keepdims', 0)]);
  return model({ node: [...nodes, scalar], initializer, input: inputs, output: [value('y', [])] });
}

/** Of a Loop that turns the sign of one value, with more outputs and nodes. */
export const loopBody = (outputs: object[] = [], nodes: Node[] = []) => ({
  name: 'b',
  node: [node('Identity', ['ci'], ['co']), node('Neg', ['a'], ['b']), ...nodes],
  input: [value('it', [], TYPE.int64), value('ci', [], TYPE.bool), value('a', [1])],
  output: [value('co', [], TYPE.bool), value('b', [1]), ...outputs],
});
