// A publication being written, and the run of one from encoding to listing.
import { isAbort } from '../../lib/errors.ts';
import type { DraftFile, Hub, Publication, PublicationDraft, PublishProgress } from '../../lib/hub/types.ts';
import type { ManifestExample } from '../../lib/model/manifest.ts';
import type { Wallet } from '../../lib/model/wallet.ts';
import { describe, type Problem } from './errors.ts';
import { readSui } from './format.ts';
import { inspectOnnx } from './media.ts';
import {
  FormFault,
  inputDraft,
  outputDraft,
  readInput,
  readOutput,
  type InputDraft,
  type OutputDraft,
} from './publish-form.ts';

export interface ExampleDraft {
  label: string;
  /** By input name. */
  texts: Record<string, string>;
  files: Record<string, File>;
}

export class PublishForm {
  files = $state.raw<readonly DraftFile[]>([]);
  entry = $state('');
  inputs = $state<InputDraft[]>([]);
  outputs = $state<OutputDraft[]>([]);
  examples = $state<ExampleDraft[]>([]);
  producer = $state('');
  name = $state('');
  summary = $state('');
  task = $state('');
  license = $state('');
  source = $state('');
  card = $state('');
  price = $state('0.004');
  epochs = $state(12);
  reading = $state(false);
  problem = $state.raw<Problem | undefined>();

  get bytes(): number {
    const examples = this.examples.flatMap((example) => Object.values(example.files));
    return [...this.files.map(({ data }) => data), ...examples].reduce((sum, blob) => sum + blob.size, 0);
  }

  /** Rough, because the manifest is written only at the end; the minimum billed per blob dwarfs the difference. */
  get manifestBytes(): number {
    const lists = this.outputs.reduce((sum, { labels }) => sum + labels.length, 0);
    return 4_096 + this.card.length + lists;
  }

  /** Takes files in, reads the model among them and proposes what its inputs mean. */
  async add(files: File[]): Promise<void> {
    this.problem = undefined;
    this.reading = true;
    try {
      const added = new Set(files.map(({ name }) => name));
      const kept = this.files.filter(({ path }) => !added.has(path));
      this.files = [...kept, ...files.map((file) => ({ path: file.name, data: file }))];
      const model = this.files.find(({ path }) => path.toLowerCase().endsWith('.onnx')) ?? this.files[0];
      if (!model) return;
      const paths = this.files.map(({ path }) => path);
      const onnx = await inspectOnnx(model.data, paths);
      if (this.entry !== model.path || this.inputs.length === 0 || added.has(model.path)) {
        this.entry = model.path;
        this.producer = onnx.producer;
        this.inputs = onnx.inputs.map(({ info, proposed, fixed }) => inputDraft(info, proposed, fixed));
        this.outputs = onnx.outputs.map(outputDraft);
        if (this.name === '') this.name = model.path.replace(/\.onnx$/i, '').replace(/[_-]+/g, ' ').trim();
      }
      if (onnx.fault) this.problem = describe(onnx.fault);
    } catch (error) {
      this.inputs = [];
      this.outputs = [];
      this.problem = describe(error);
    } finally {
      this.reading = false;
    }
  }

  remove(path: string): void {
    this.files = this.files.filter((file) => file.path !== path);
    if (path === this.entry) {
      this.entry = '';
      this.inputs = [];
      this.outputs = [];
      this.problem = undefined;
    }
  }

  /** @throws FormFault | AmountError */
  draft(addTo: string | undefined): PublicationDraft {
    if (this.files.length === 0 || this.entry === '') throw new FormFault('files', 'Choose a model file first');
    if (addTo === undefined && this.name.trim() === '') throw new FormFault('name', 'Give the model a name');
    if (addTo === undefined && this.task.trim() === '') throw new FormFault('task', 'Say what the model does');
    const examples = this.examples.map((example, index) => readExample(example, index));
    const draft: PublicationDraft = {
      files: [...this.files, ...examples.flatMap(({ files }) => files)],
      entry: this.entry,
      name: this.name.trim(),
      summary: this.summary.trim(),
      task: this.task.trim(),
      runtime: 'onnx',
      inputs: this.inputs.map((input) => readInput($state.snapshot(input))),
      outputs: this.outputs.map((output) => readOutput($state.snapshot(output))),
      examples: examples.map(({ example }) => example),
      price: readSui(this.price),
      epochs: this.epochs,
    };
    if (this.license.trim()) draft.license = this.license.trim();
    if (this.source.trim()) draft.source = this.source.trim();
    if (this.card.trim()) draft.card = this.card;
    if (addTo !== undefined) draft.addTo = { model: addTo };
    return draft;
  }
}

function readExample(draft: ExampleDraft, index: number): { example: ManifestExample; files: DraftFile[] } {
  if (draft.label.trim() === '') throw new FormFault('example', `Name example ${index + 1}`);
  const files: DraftFile[] = [];
  const inputs: ManifestExample['inputs'] = {};
  for (const [name, text] of Object.entries(draft.texts)) {
    if (text.trim() !== '') inputs[name] = { kind: 'text', text };
  }
  for (const [name, file] of Object.entries(draft.files)) {
    const path = `examples/${index + 1}-${file.name.replace(/[\\/\0]/g, '_')}`;
    files.push({ path, data: file });
    inputs[name] = { kind: 'file', path, mime: file.type || 'application/octet-stream' };
  }
  return { example: { label: draft.label.trim(), inputs }, files };
}

export type PublishState =
  | { status: 'idle' }
  | { status: 'working'; name: string; progress: PublishProgress }
  | { status: 'done'; publication: Publication }
  | { status: 'failed'; name: string; id: string | undefined; problem: Problem };

/** Runs publications one at a time. What is unfinished lies in the hub's drafts and survives a reload. */
export class PublishSession {
  state = $state.raw<PublishState>({ status: 'idle' });
  unfinished = $state.raw<readonly Publication[]>([]);
  readonly #hub: () => Hub | undefined;
  readonly #wallet: () => Wallet;

  constructor(hub: () => Hub | undefined, wallet: () => Wallet) {
    this.#hub = hub;
    this.#wallet = wallet;
  }

  async refresh(): Promise<void> {
    const publications = (await this.#hub()?.publications()) ?? [];
    this.unfinished = publications.filter(({ step }) => step !== 'done');
  }

  async start(draft: PublicationDraft): Promise<void> {
    const hub = this.#hub();
    if (!hub) return;
    this.state = { status: 'working', name: draft.name, progress: { step: 'encode' } };
    try {
      const publication = await hub.draft(draft);
      await this.resume(publication);
    } catch (error) {
      this.state = { status: 'failed', name: draft.name, id: undefined, problem: describe(error) };
    }
  }

  async resume(publication: Publication): Promise<void> {
    const hub = this.#hub();
    if (!hub) return;
    const { name } = publication.draft;
    this.state = { status: 'working', name, progress: { step: publication.step } };
    try {
      const done = await hub.publish(publication.id, this.#wallet(), {
        onProgress: (progress) => {
          this.state = { status: 'working', name, progress };
        },
      });
      this.state = { status: 'done', publication: done };
    } catch (error) {
      this.state = isAbort(error)
        ? { status: 'idle' }
        : { status: 'failed', name, id: publication.id, problem: describe(error) };
    }
    await this.refresh();
  }

  async discard(id: string): Promise<void> {
    await this.#hub()?.discard(id);
    if (this.state.status === 'failed' && this.state.id === id) this.state = { status: 'idle' };
    await this.refresh();
  }
}
