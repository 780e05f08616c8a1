// Forms and views for a page: what is small is done at once, the rest in a Worker that is made when it is first needed.
import { errorFromWire } from '../errors.ts';
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { Tensors } from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { MOST_ELEMENTS, presentOutputs, referred } from './present.ts';
import type { Given, Presentation } from './presentation.ts';
import { prepareMedia } from './view-work.ts';
import type { GivenMedia, Prepared, Told, ViewReply, ViewRequest } from './views-protocol.ts';

export interface Views {
  /** What a person gave as the tensor the model takes. @throws InferError 'infer/bad-media'; TensorError */
  prepare(input: ManifestInput, media: GivenMedia): Promise<Prepared>;
  /** As `presentOutputs`. */
  present(outputs: readonly ManifestOutput[], tensors: Tensors, given: Given): Promise<Presentation[]>;
}

/** Elements that are read in a few milliseconds. */
const AT_ONCE = 100_000;
const TEXT_AT_ONCE = 50_000;

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
      if (media.kind === 'text' && media.text.length <= TEXT_AT_ONCE) return prepareMedia(input, media);
      const transfer = media.kind === 'recording' ? [media.recording.samples.buffer as ArrayBuffer] : [];
      const reply = await ask({ task: 'prepare', input: plain(input), media }, transfer);
      return (reply as ViewReply & { prepared: Prepared }).prepared;
    },
    async present(outputs, tensors, given) {
      const meant = outputs.filter(({ postprocess }) => postprocess !== undefined);
      const names = new Set(meant.flatMap(({ name, postprocess }) => [name, ...referred(postprocess!)]));
      const asked = Object.fromEntries(
        Object.entries(tensors).filter(([name, { data }]) => names.has(name) && data.length <= MOST_ELEMENTS),
      );
      const elements = Object.values(asked).reduce((sum, { data }) => sum + data.length, 0);
      if (elements <= AT_ONCE) return presentOutputs(outputs, tensors, given);
      try {
        const reply = await ask({
          task: 'present',
          outputs: plain(meant),
          tensors: asked,
          given: plain(given),
        });
        return merged(outputs, tensors, (reply as ViewReply & { told: Told[] }).told, given);
      } catch {
        // Whatever went wrong with reading it, the numbers are there and paid for.
        return presentOutputs(outputs.map(({ postprocess: _, ...output }) => output), tensors, given); // prettier-ignore
      }
    },
  };
}

/** In the manifest's order; what the Worker was not told of, or could not read, is the tensor it is. */
function merged(
  outputs: readonly ManifestOutput[],
  tensors: Tensors,
  told: readonly Told[],
  given: Given,
): Presentation[] {
  const used = new Set(outputs.flatMap(({ postprocess }) => (postprocess ? referred(postprocess) : [])));
  const rest = outputs.map(({ postprocess: _, ...output }) => output);
  return presentOutputs(rest, tensors, given).map((item) => {
    const answer = told.find(({ name }) => name === item.name);
    if (answer && answer.kind !== 'unread') return answer;
    return used.has(item.name) ? { ...item, secondary: true } : item;
  });
}

/** State of a screen may be a proxy, which no Worker can be sent. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
