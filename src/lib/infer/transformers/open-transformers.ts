// A folder of Hugging Face's ONNX exports as one model: the library does the task, everything it reads is a verified file,
// every graph it opens is opened as ours are.
import { messageOf } from '../../errors.ts';
import { InferError } from '../errors.ts';
import { deviceLost } from '../onnx-runner.ts';
import { decideProvider } from '../provider.ts';
import { GpuRefusal, type OpenRunner } from '../runner.ts';
import { GRAPH_OPTIMIZATION, runtimeName } from '../session.ts';
import type { EngineSource } from '../types.ts';
import { openFolder } from './files.ts';
import { checkFolder } from './folder-check.ts';
import { importLibrary, type Library } from './library.ts';
import { checkAnswer, checkGiven } from './limits.ts';
import { collectGraphs, type OpenedGraphs } from './sessions.ts';
import { isTransformersTask, transformersSignature, writesText } from './task-signature.ts';
import { RUNS, type Pipe } from './task-run.ts';

/** The end of a graph's file name for each way its weights are written. */
const ENDINGS = {
  _fp16: 'fp16',
  _int8: 'int8',
  _uint8: 'uint8',
  _quantized: 'q8',
  _q4: 'q4',
  _q4f16: 'q4f16',
  _bnb4: 'bnb4',
} as const;
const DRAW = 'greedy';

export const openTransformers: OpenRunner = async (source, { provider: choice }) => {
  const pipeline = source.pipeline!;
  if (pipeline.kind !== 'transformers' || !isTransformersTask(pipeline.task)) {
    throw new InferError(
      'infer/load-failed',
      `No pipeline does ${'task' in pipeline ? pipeline.task : 'this'} here`,
    );
  }
  const { task } = pipeline;
  const dtype = pipeline.dtype ?? dtypeOf(source.entry);
  const root = pipeline.folder ?? folderOf(source);
  const facts = await checkFolder(source.files, root, task);
  const decision = await decideProvider(choice, { float16: dtype.endsWith('f16') || dtype === 'fp16' });
  const library = await importLibrary().catch((cause: unknown) => {
    throw new InferError('infer/load-failed', `The pipelines could not be loaded: ${messageOf(cause)}`, {
      cause,
      retryable: true,
    });
  });
  const folder = openFolder(source.files, root);
  const graphs: OpenedGraphs = {
    provider: decision.provider,
    graphs: [],
    failure: undefined,
    carryOn: () => undefined,
  };
  const collected = collectGraphs(folder.name, graphs);
  const close = () => {
    folder.close();
    collected.close();
  };
  const place = graphPlace(source.entry, root);
  const pipe = await openPipe(library, task, folder.name, { dtype, ...place }).catch((cause: unknown) => {
    close();
    const error = graphs.failure ?? new InferError('infer/load-failed', said('load', cause), { cause });
    if (choice === 'auto' && decision.provider === 'webgpu') throw new GpuRefusal(messageOf(error));
    throw error;
  });
  const opened = graphs.graphs[0];
  if (!opened) {
    close();
    throw new InferError('infer/load-failed', 'The pipeline opened no graph');
  }
  const { build } = opened.prepared;
  return {
    info: {
      ...decision,
      fallbacks: choice === 'auto' && decision.provider === 'webgpu' ? ['wasm'] : [],
      runtime: `${runtimeName(build.ort)}, transformers ${library.env.version}`,
      graphOptimization: GRAPH_OPTIMIZATION,
      sampler: writesText(task) ? DRAW : '',
      signature: transformersSignature(task),
      streams: writesText(task),
    },
    deviceLost: deviceLost(build, decision),
    async run(inputs, control) {
      checkGiven(inputs);
      const started = performance.now();
      graphs.carryOn = () => {
        if (control.cancelled()) throw new DOMException('Cancelled', 'AbortError');
      };
      try {
        const outputs = await RUNS[task]({ library, pipe, inputs, control, facts });
        checkAnswer(outputs);
        const stopped = writesText(task) && control.stopped();
        return { outputs, runMs: performance.now() - started, stopped };
      } catch (cause) {
        if (cause instanceof InferError || (cause instanceof DOMException && cause.name === 'AbortError'))
          throw cause;
        throw new InferError('infer/run-failed', said('run', cause), { cause });
      }
    },
    async dispose() {
      close();
      await pipe.dispose();
    },
  };
};

async function openPipe(
  { pipeline }: Library,
  task: string,
  name: string,
  { dtype, ...place }: { dtype: string; subfolder: string; model_file_name?: string },
): Promise<Pipe> {
  const options = { dtype: dtype as 'fp32', device: 'auto' as const, ...place };
  return (await pipeline(task as 'text-classification', name, options)) as unknown as Pipe;
}

/** Names that the library gives graphs: any other has to be told to it. */
const KNOWN_GRAPH =
  /^(model|(encoder|decoder)_model(_merged)?|.*_(encoder|decoder|head|denoiser)|.*embed.*)$/;

/** Where the graphs lie below the folder of config.json, and what a single one is called. */
function graphPlace(entry: string, root: string): { subfolder: string; model_file_name?: string } {
  const inside = root === '' ? entry : entry.slice(root.length + 1);
  const cut = inside.lastIndexOf('/');
  const stem = inside.slice(cut + 1).replace(/(_(?:fp16|int8|uint8|quantized|q4|q4f16|bnb4))?\.onnx$/, '');
  return {
    subfolder: cut < 0 ? '' : inside.slice(0, cut),
    ...(KNOWN_GRAPH.test(stem) ? {} : { model_file_name: stem }),
  };
}

/** Where `config.json` lies: beside the entry, or a folder above. */
function folderOf({ entry, files }: EngineSource): string {
  const folders = entry.split('/').slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth--) {
    const folder = folders.slice(0, depth).join('/');
    if (files.has(folder === '' ? 'config.json' : `${folder}/config.json`)) return folder;
  }
  throw new InferError('infer/missing-external-data', "The model's config.json is missing", {
    details: { files: ['config.json'] },
  });
}

function dtypeOf(entry: string): string {
  const ending = /(_(?:fp16|int8|uint8|quantized|q4|q4f16|bnb4))\.onnx$/.exec(entry)?.[1];
  return ending === undefined ? 'fp32' : ENDINGS[ending as keyof typeof ENDINGS];
}

function said(step: 'load' | 'run', cause: unknown): string {
  return step === 'load'
    ? `The model does not fit its task: ${messageOf(cause)}`
    : `The run failed: ${messageOf(cause)}`;
}
