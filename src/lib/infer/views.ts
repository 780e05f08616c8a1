// Forms and views for a page, done in a Worker that is made when it is first needed: neither a large picture nor a large
// answer holds the page up, and the page does not carry the script for it.
import { errorFromWire } from '../errors.ts';
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { Tensors } from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { MOST_ELEMENTS, plainMeaning, referred, type Given, type Presentation } from './presentation.ts';
import type { GivenMedia, Prepared, Told, ViewReply, ViewRequest } from './views-protocol.ts';

export interface Views {
  /** What a person gave as the tensor the model takes. @throws InferError 'infer/bad-media'; TensorError */
  prepare(input: ManifestInput, media: GivenMedia): Promise<Prepared>;
  /** As `presentOutputs`. */
  present(outputs: readonly ManifestOutput[], tensors: Tensors, given: Given): Promise<Presentation[]>;
}

type Body = ViewRequest extends infer R ? (R extends ViewRequest ? Omit<R, 'id'> : never) : never;

interface Waiting {
  resolve(reply: ViewReply): void;
  reject(error: unknown): void;
}

export function createViews(options: { createWorker: () => Worker }): Views {
  let worker: Worker | undefined;
  let next = 1;
  const waiting = new Map<number, Waiting>();

  function start(): Worker {
    const made = options.createWorker();
    made.addEventListener('message', ({ data }: MessageEvent<ViewReply>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ('error' in data) asked?.reject(errorFromWire(data.error));
      else asked?.resolve(data);
    });
    made.addEventListener('error', (event) => {
      event.preventDefault();
      made.terminate();
      if (worker === made) worker = undefined;
      for (const { reject } of waiting.values()) {
        reject(new InferError('infer/bad-media', `It is too much for this device: ${event.message}`));
      }
      waiting.clear();
    });
    return made;
  }

  function ask(body: Body, transfer: Transferable[] = []): Promise<ViewReply> {
    worker ??= start();
    const id = next++;
    const request = { ...body, id } as ViewRequest;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker!.postMessage(request, transfer);
    });
  }

  return {
    async prepare(input, media) {
      const transfer = media.kind === 'recording' ? [media.recording.samples.buffer as ArrayBuffer] : [];
      const reply = await ask({ task: 'prepare', input: plain(input), media }, transfer);
      return (reply as ViewReply & { prepared: Prepared }).prepared;
    },
    async present(outputs, tensors, given) {
      const meant = outputs.filter(
        ({ name, postprocess }) =>
          postprocess !== undefined ||
          (tensors[name] !== undefined && plainMeaning(tensors[name]) !== undefined),
      );
      const names = new Set(meant.flatMap(({ name, postprocess }) => [name, ...referred(postprocess)]));
      const asked = Object.fromEntries(
        Object.entries(tensors).filter(([name, { data }]) => names.has(name) && data.length <= MOST_ELEMENTS),
      );
      try {
        const reply = await ask({
          task: 'present',
          outputs: plain(outputs),
          tensors: asked,
          given: plain(given),
        });
        return merged(outputs, tensors, (reply as ViewReply & { told: Told[] }).told);
      } catch {
        // Whatever went wrong with reading it, the numbers are there and paid for.
        return merged(outputs, tensors, []);
      }
    },
  };
}

/** In the manifest's order; what the Worker was not told of, or could not read, is the tensor it is. */
function merged(outputs: readonly ManifestOutput[], tensors: Tensors, told: readonly Told[]): Presentation[] {
  const used = new Set(outputs.flatMap(({ postprocess }) => referred(postprocess)));
  const declared = outputs.filter(({ name }) => Object.hasOwn(tensors, name));
  const others = Object.keys(tensors).filter((name) => !outputs.some((output) => output.name === name));
  return [
    ...declared.map(({ name, label = name, secondary = false }): Presentation => {
      const answer = told.find((item) => item.name === name);
      if (answer && answer.kind !== 'unread') return answer;
      return { name, label, secondary: secondary || used.has(name), kind: 'tensor', tensor: tensors[name]! };
    }),
    ...others.map((name): Presentation => {
      return { name, label: name, secondary: true, kind: 'tensor', tensor: tensors[name]! };
    }),
  ];
}

/** State of a screen may be a proxy, which no Worker can be sent. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
