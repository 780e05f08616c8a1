// The runtime as @huggingface/transformers sees it: it opens graphs as everything else here does, from verified Blobs on
// the provider that was decided, one after another. Only that much of onnxruntime is there as the library uses.
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { InferError } from '../errors.ts';
import { createPause } from '../generation/pause.ts';
import { onnxFiles } from '../onnx-files.ts';
import { prepareOnnx, type PreparedOnnx } from '../onnx-runner.ts';
import { createQueue } from '../queue.ts';
import { createSession } from '../session.ts';
import { loadError, runError } from '../ort-errors.ts';
import type { OrtBuild } from '../ort-runtime.ts';
import type { Provider } from '../types.ts';
import { graphNamed } from './files.ts';
import { halved, single } from './halves.ts';

/** Graphs that the library opened of one model. */
export interface OpenedGraphs {
  provider: Exclude<Provider, 'webgl'>;
  graphs: { prepared: PreparedOnnx; session: InferenceSession }[];
  /** Why a graph could not be opened: the library says it in its own words. */
  failure: unknown;
  /** Called before each run of a graph. Throws where nobody waits for what comes of it. */
  carryOn: () => void;
}

/** The library's own graphs have some hundred. */
const MOST_OWN_BYTES = 4_096;

const models = new Map<string, OpenedGraphs>();
let lastBuild: OrtBuild | undefined;
const enqueue = createQueue();
const pause = createPause();

/** Everything the library opens of the model of this name belongs to `graphs`. */
export function collectGraphs(name: string, graphs: OpenedGraphs): { close(): void } {
  models.set(name, graphs);
  return { close: () => models.delete(name) };
}

async function open(bytes: Uint8Array, wanted: InferenceSession.SessionOptions): Promise<InferenceSession> {
  const named = graphNamed(bytes);
  const graphs = named && models.get(named.name);
  if (!graphs || !named) return openOwn(bytes);
  try {
    const prepared = await prepareOnnx(onnxFiles(named), graphs.provider);
    lastBuild = prepared.build;
    const { build, files, decision } = prepared;
    const outputs = wanted.preferredOutputLocation;
    const session = await createSession(build, files, decision.provider, {
      dimensions: wanted.freeDimensionOverrides ?? {},
      ...(outputs && decision.provider === 'webgpu' ? { outputs } : {}),
    });
    graphs.graphs.push({ prepared, session });
    return inTurn(session, build, graphs);
  } catch (error) {
    const failure = loadError(error);
    graphs.failure ??= failure;
    throw failure;
  }
}

/** Single steps such as a top-k, which the library brings with it as graphs of some bytes. */
async function openOwn(bytes: Uint8Array): Promise<InferenceSession> {
  if (!lastBuild || bytes.length > MOST_OWN_BYTES) {
    throw new InferError('infer/load-failed', 'The library has a graph that is not of this model');
  }
  const entry = new Blob([bytes.slice()]);
  return inTurn(await createSession(lastBuild, { entry, external: [] }, 'wasm'), lastBuild);
}

/** Two runs side by side hang on a GPU. */
function inTurn(session: InferenceSession, { ort }: OrtBuild, graphs?: OpenedGraphs): InferenceSession {
  const run = session.run.bind(session);
  session.run = (async (feeds: InferenceSession.FeedsType) => {
    // The library never waits by itself: what was sent to this thread meanwhile may be that nobody waits any more.
    await pause();
    try {
      graphs?.carryOn();
      // What goes wrong is thrown; the runtime need not also print it.
      const given = halved(ort, session, feeds);
      const results = await enqueue(() => run(given, { logSeverityLevel: 4 }));
      return single(ort, results);
    } catch (error) {
      return throwing(error instanceof DOMException ? error : runError(error));
    }
  }) as never;
  return session;
}

/**
 * In a browser the library hangs each run on the one before, so that one that failed would fail all that come after: it
 * is told as it reads what came of it.
 */
function throwing(error: unknown): object {
  const tell = () => {
    throw error;
  };
  return new Proxy({}, { ownKeys: tell, get: (_, key) => (key === 'then' ? undefined : tell()) });
}

/** For `instanceof`: what the runtime of any build gives, each of which has a class of its own. */
const AnyTensor = {
  [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || 'ort_tensor' in value) return false;
    return 'dims' in value && 'type' in value && 'location' in value;
  },
};

/** To be found by the library under `Symbol.for('onnxruntime')`. */
export const runtime = {
  InferenceSession: {
    create: (bytes: Uint8Array, options: InferenceSession.SessionOptions = {}) =>
      enqueue(() => open(bytes, options)),
  },
  Tensor: AnyTensor,
  // It writes addresses of a public server into whatever it finds here.
  env: { wasm: {}, webgpu: {}, versions: {} },
};
