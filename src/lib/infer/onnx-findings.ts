// What is collected over a graph and everything nested in it, and how much of it there may be. Knows no file format.
import { InferError } from './errors.ts';
import type { ExternalWeight, OnnxTensor } from './onnx-tensor.ts';
import { misreckoned } from './gpu-faults.ts';
import { tooComplex } from './protobuf.ts';

export interface OnnxOperator {
  /** '' is ai.onnx. */
  domain: string;
  type: string;
}

/** Initializers and constants by what they declare, wherever they lie. */
export interface OnnxWeights {
  /** Declared bytes of those that lie in the file itself, and of those in files beside it. */
  insideBytes: number;
  outsideBytes: number;
  /** Of the largest single one. */
  largestBytes: number;
  /** Elements of all of them: parameters, and a few constants. */
  parameters: number;
  /** Element types, as ONNX names them. */
  dtypes: string[];
}

/** The runtime needs some 80 microseconds for each node that it opens. */
export const MOST_NODES = 200_000;
/** A graph within a graph counts one; protobuf readers give up after some 33. */
const DEEPEST = 32;
/** Only a name that nobody could have meant is longer. */
const LONGEST_OPERATOR = 256;

/** How often each operator stands in a graph, or in the body of a function. */
type Tally = Map<string, number>;

export class Findings {
  readonly external: ExternalWeight[] = [];
  readonly dtypes = new Set<string>();
  readonly #operators = new Map<string, OnnxOperator>();
  readonly #functions = new Map<string, Tally>();
  readonly #main: Tally = new Map();
  readonly #weightTypes = new Set<string>();
  #tally = this.#main;
  #nodes = 0;
  #depth = 0;
  readonly #shapes = new Map<string, readonly number[]>();
  readonly #convolutions: { weight: string; groups: number }[] = [];
  readonly #weights = { insideBytes: 0, outsideBytes: 0, largestBytes: 0, parameters: 0 };

  /** @throws InferError 'infer/too-complex' */
  addNode({ domain, type }: OnnxOperator): void {
    if (++this.#nodes > MOST_NODES) throw tooComplex('nodes', MOST_NODES);
    if (domain.length + type.length > LONGEST_OPERATOR) {
      throw tooComplex('letters in an operator’s name', LONGEST_OPERATOR);
    }
    const operator = { domain: domain === 'ai.onnx' ? '' : domain, type };
    const name = operatorName(operator);
    this.#operators.set(name, operator);
    this.#tally.set(name, (this.#tally.get(name) ?? 0) + 1);
  }

  /** `name` where it goes by another than its own: what a Constant gives. */
  addTensor({ dims, dtype, bytes, elements, external, ...tensor }: OnnxTensor, name = tensor.name): void {
    if (name !== '') this.#shapes.set(name, dims);
    this.dtypes.add(dtype);
    this.#weightTypes.add(dtype);
    if (external) {
      this.external.push(external);
      this.#weights.outsideBytes += bytes;
    } else this.#weights.insideBytes += bytes;
    this.#weights.largestBytes = Math.max(this.#weights.largestBytes, bytes);
    this.#weights.parameters += elements;
  }

  addConvolution(weight: string, groups: number): void {
    this.#convolutions.push({ weight, groups });
  }

  /** Names of the weights of convolutions that the GPU's runtime is known to compute wrongly. */
  wrongOnGpu(): string[] {
    return this.#convolutions
      .filter(({ weight, groups }) => misreckoned(this.#shapes.get(weight) ?? [], groups))
      .map(({ weight }) => weight);
  }

  /** `read` meets what is nested one graph deeper. @throws InferError 'infer/too-complex' */
  async deeper(read: () => Promise<void>): Promise<void> {
    if (++this.#depth > DEEPEST) throw tooComplex('graphs within graphs', DEEPEST);
    await read();
    this.#depth -= 1;
  }

  /** What `read` adds belongs to the body of a function, whose name it finds out. */
  async inFunction(read: () => Promise<OnnxOperator>): Promise<void> {
    const tally: Tally = new Map();
    this.#tally = tally;
    this.#functions.set(operatorName(await read()), tally);
    this.#tally = this.#main;
  }

  /** Each used once, functions of the model itself excluded. */
  operators(): OnnxOperator[] {
    return [...this.#operators]
      .filter(([name]) => !this.#functions.has(name))
      .map(([, operator]) => operator);
  }

  weights(): OnnxWeights {
    return { ...this.#weights, dtypes: [...this.#weightTypes] };
  }

  /**
   * Nodes once every call of a function stands for the function's body, as the runtime lays them out.
   *
   * @throws InferError 'infer/too-complex', 'infer/load-failed' if a function calls itself
   */
  nodes(): number {
    const sizes = new Map<string, number>();
    const open = new Set<string>();
    const sizeOf = (name: string): number => {
      const body = this.#functions.get(name);
      if (!body) return 1;
      const known = sizes.get(name);
      if (known !== undefined) return known;
      if (open.has(name)) {
        throw new InferError('infer/load-failed', `The model's function ${name} calls itself`, {
          details: { name },
        });
      }
      if (open.size >= DEEPEST) throw tooComplex('functions within functions', DEEPEST);
      open.add(name);
      const size = sumOf(body);
      open.delete(name);
      sizes.set(name, size);
      return size;
    };
    const sumOf = (tally: Tally) => [...tally].reduce((sum, [name, times]) => sum + times * sizeOf(name), 0);
    const nodes = sumOf(this.#main);
    if (nodes > MOST_NODES) throw tooComplex('nodes, functions laid out', MOST_NODES);
    return nodes;
  }
}

export function operatorName({ domain, type }: OnnxOperator): string {
  return domain === '' ? type : `${domain}::${type}`;
}
