// A publication being written: what the author has chosen and typed so far.
import type { DraftFile, ManifestExample, PublicationDraft } from '../../lib/index.ts';
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
        if (this.name === '')
          this.name = model.path
            .replace(/\.onnx$/i, '')
            .replace(/[_-]+/g, ' ')
            .trim();
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

  async remove(path: string): Promise<void> {
    this.files = this.files.filter((file) => file.path !== path);
    if (path === this.entry) {
      this.entry = '';
      this.inputs = [];
      this.outputs = [];
      this.problem = undefined;
    } else {
      // The model may have needed that file.
      await this.add([]);
    }
  }

  /** @throws FormFault | AmountError */
  draft(addTo: string | undefined): PublicationDraft {
    if (this.files.length === 0 || this.entry === '')
      throw new FormFault('Files', 'choose a model file first');
    if (addTo === undefined && this.name.trim() === '') throw new FormFault('Name', 'give the model one');
    if (addTo === undefined && this.task.trim() === '')
      throw new FormFault('Task', 'say what the model does, like image-classification');
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
  if (draft.label.trim() === '') throw new FormFault(`Example ${index + 1}`, 'give it a name');
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
