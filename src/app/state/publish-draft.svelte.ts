// A publication being written: what the author has chosen and typed so far, and what the files propose. Knows neither
// the network nor where it is kept.
import {
  proposeTask,
  recogniseExport,
  stripRoot,
  type ExportFile,
  type Manifest,
  type PublicationDraft,
  type RecognisedExport,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { readSui } from './format.ts';
import {
  ABOUT_FIELDS,
  checkAbout,
  emptyAbout,
  suggestionsOf,
  tagsOf,
  type AboutField,
  type AboutTexts,
  type Suggested,
} from './publish-about.ts';
import { examplesOf, readExamples, sizesOfExamples, type ExampleDraft } from './publish-examples.ts';
import { FormFault } from './form-fault.ts';
import {
  inputDraftOf,
  isInput,
  outputDraftOf,
  readInput,
  readOutput,
  type InputDraft,
  type OutputDraft,
} from './publish-form.ts';
import { problemOf, proposeSignature } from './publish-signature.ts';

/** Everything of a form that is worth keeping; the chosen files are kept beside it. */
export interface FormContent {
  folder: string;
  entry: string;
  keep: string[];
  drop: string[];
  plain: boolean;
  inputs: InputDraft[];
  outputs: OutputDraft[];
  signatureFrom: Record<string, string>;
  examples: ExampleDraft[];
  about: AboutTexts;
  price: string;
  epochs: number;
  walPrice: string;
}

/** What the version before says: values to start from, and to tell what changed. */
export interface BaseVersion {
  number: number;
  manifest: Manifest;
  /** Its verified files, from cache or aggregators: the examples' are among them. */
  files: () => Promise<Map<string, Blob>>;
}

export class PublishForm {
  /** As chosen, below the folder they share. */
  given = $state.raw<readonly ExportFile[]>([]);
  found = $state.raw<RecognisedExport | undefined>();
  folder = $state('');
  /** Path of the model, '' while there is none that could be read. */
  /** How the last trial went, and of which files. */
  tried = $state.raw<(NonNullable<PublicationDraft['tried']> & { of: string }) | undefined>();
  entry = $state('');
  inputs = $state<InputDraft[]>([]);
  outputs = $state<OutputDraft[]>([]);
  examples = $state.raw<readonly ExampleDraft[]>([]);
  about = $state<AboutTexts>(emptyAbout());
  suggested = $state.raw<Partial<Record<AboutField, Suggested>>>({});
  /** Names of inputs and outputs whose meaning a file proposed, with that file. */
  signatureFrom = $state.raw<Record<string, string>>({});
  price = $state('0.004');
  epochs = $state(12);
  /** SUI for one WAL, as the author knows it; empty where nobody said. */
  walPrice = $state('');
  reading = $state(false);
  problem = $state.raw<Problem | undefined>();
  readonly base: BaseVersion | undefined;
  /** A graph by itself, though its folder could do its task as a whole. */
  plain = $state(false);
  #keep = new Set<string>();
  #drop = new Set<string>();

  constructor(base?: BaseVersion) {
    this.base = base;
    if (!base) return;
    const { license = '', source = '', card } = base.manifest;
    const from = `version ${base.number}`;
    Object.assign(this.about, { license, source, card });
    this.suggested = {
      license: { value: license, from },
      source: { value: source, from },
      card: { value: card, from },
    };
  }

  /** True once there is a model whose inputs and outputs are known. */
  get readable(): boolean {
    return this.entry !== '' && (this.inputs.length > 0 || this.outputs.length > 0);
  }

  /** What is published: model files and the examples' files, whose paths are given only at the end. */
  get sizes(): { path: string; bytes: number }[] {
    const files = this.found?.files.map(({ path, data }) => ({ path, bytes: data.size })) ?? [];
    const examples = sizesOfExamples(this.examples);
    return [...files, ...examples.map((bytes, index) => ({ path: `example ${index}/`, bytes }))];
  }

  get bytes(): number {
    return this.sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Rough, because the manifest is written only at the end; the minimum billed per blob dwarfs the difference. */
  get manifestBytes(): number {
    const lists = [...this.inputs, ...this.outputs].reduce((sum, { texts }) => sum + lengthOf(texts), 0);
    return 4_096 + this.about.card.length + lists;
  }

  /** Where a text came from, while it is still as it was proposed. */
  originOf(field: AboutField): string | undefined {
    const suggested = this.suggested[field];
    return suggested && suggested.value !== '' && this.about[field] === suggested.value
      ? suggested.from
      : undefined;
  }

  /** True for a text of the version that is another than before. */
  rewritten(field: AboutField): boolean {
    if (!this.base || (field !== 'license' && field !== 'source' && field !== 'card')) return false;
    return this.about[field].trim() !== (this.base.manifest[field] ?? '').trim();
  }

  /** Takes over the examples of the version before. @throws BlobError as `hub.files` */
  async takeExamples(): Promise<void> {
    if (!this.base) return;
    const { manifest } = this.base;
    const needsFiles = manifest.examples.some(({ inputs }) =>
      Object.values(inputs).some(({ kind }) => kind === 'file'),
    );
    const files = needsFiles ? await this.base.files() : new Map<string, Blob>();
    this.examples = [...this.examples, ...examplesOf(manifest.examples, files)];
  }

  /** True if a tensor means something else than it did in the version before. */
  changed(draft: InputDraft | OutputDraft): boolean {
    const { inputs = [], outputs = [] } = this.base?.manifest ?? {};
    const { name } = draft.info;
    // Both ways through the form, so that what it says by itself is no change.
    const [before, now] = isInput(draft)
      ? [inputs.find((input) => input.name === name), () => readInput(draft)]
      : [outputs.find((output) => output.name === name), () => readOutput(draft)];
    if (!before) return true;
    const same = isInput(draft) ? readInput(inputDraftOf(before)) : readOutput(outputDraftOf(before));
    return JSON.stringify(same) !== JSON.stringify(readOr<unknown>(now));
  }

  /** Takes files in. A model among them becomes the one that is published. */
  async add(files: readonly ExportFile[]): Promise<void> {
    const batch = stripRoot(files);
    const added = new Set(batch.files.map(({ path }) => path));
    for (const path of added) this.#drop.delete(path);
    const fresh = batch.files.filter(({ path }) => path.toLowerCase().endsWith('.onnx'));
    const kept = this.given.filter(({ path }) => !added.has(path));
    this.given = [...kept, ...batch.files];
    if (batch.name !== '') this.folder = batch.name;
    const replaced = added.has(this.entry);
    await this.#recognise({
      entry: fresh.length === 1 ? fresh[0]!.path : this.entry,
      anew: replaced || fresh.length > 0,
    });
  }

  /** Publishes another of the models. */
  choose(entry: string): Promise<void> {
    return this.#recognise({ entry, anew: entry !== this.entry });
  }

  /** Publishes the folder as what it does as a whole, or one graph of it by itself. */
  runAs(plain: boolean): Promise<void> {
    this.plain = plain;
    return this.#recognise({ entry: this.entry, anew: true });
  }

  /** Takes a chosen file out. */
  leave(path: string): Promise<void> {
    this.#keep.delete(path);
    this.#drop.add(path);
    return this.#recognise({ entry: this.entry, anew: false });
  }

  /** Publishes a file that nothing is known to need. */
  include(path: string): Promise<void> {
    this.#drop.delete(path);
    this.#keep.add(path);
    return this.#recognise({ entry: this.entry, anew: false });
  }

  async #recognise({
    entry,
    anew,
    keepTexts = false,
  }: {
    entry: string;
    anew: boolean;
    keepTexts?: boolean;
  }) {
    this.problem = undefined;
    this.reading = true;
    try {
      const found = await recogniseExport(this.given, {
        folder: this.folder,
        keep: this.#keep,
        drop: this.#drop,
        plain: this.plain,
        ...(entry === '' ? {} : { entry }),
      });
      this.found = found;
      const { entry: model, layers } = found;
      if (!model?.header && !layers) {
        this.#forgetModel();
        if (model?.fault !== undefined) this.problem = describe(model.fault);
        else if (this.given.length > 0) this.problem = describe({ code: 'form/no-model' });
        return;
      }
      const path = model?.path ?? layers!.path;
      if (anew || this.entry !== path || !this.readable) this.#readSignature(found);
      this.entry = path;
      if (!keepTexts) this.#suggest(found);
      this.problem = problemOf(found);
    } catch (error) {
      this.#forgetModel();
      this.problem = describe(error);
    } finally {
      this.reading = false;
    }
  }

  #forgetModel(): void {
    this.entry = '';
    this.inputs = [];
    this.outputs = [];
  }

  #readSignature(found: RecognisedExport): void {
    const { inputs, outputs, from } = proposeSignature(found, this.base?.manifest);
    this.inputs = inputs.map(inputDraftOf);
    this.outputs = outputs.map(outputDraftOf);
    this.signatureFrom = from;
  }

  /** Fills in what nobody typed. */
  #suggest(found: RecognisedExport): void {
    const inputs = this.inputs.map((input) => readOr(() => readInput($state.snapshot(input))));
    const outputs = this.outputs.map((output) => readOr(() => readOutput($state.snapshot(output))));
    const task = proposeTask(
      inputs.filter((input) => input !== undefined),
      outputs.filter((output) => output !== undefined),
    );
    const suggested = { ...this.suggested, ...suggestionsOf(found, task) };
    for (const field of ABOUT_FIELDS) {
      const untouched = this.about[field] === '' || this.about[field] === this.suggested[field]?.value;
      if (untouched) this.about[field] = suggested[field]?.value ?? '';
    }
    this.suggested = suggested;
  }

  content(): FormContent {
    return {
      folder: this.folder,
      entry: this.entry,
      keep: [...this.#keep],
      drop: [...this.#drop],
      plain: this.plain,
      inputs: $state.snapshot(this.inputs) as InputDraft[],
      outputs: $state.snapshot(this.outputs) as OutputDraft[],
      signatureFrom: this.signatureFrom,
      examples: [...this.examples],
      about: $state.snapshot(this.about),
      price: this.price,
      epochs: this.epochs,
      walPrice: this.walPrice,
    };
  }

  /** Takes up what was kept, as it was. */
  async restore(content: FormContent, files: readonly ExportFile[]): Promise<void> {
    const { keep, drop, entry, ...rest } = content;
    this.#keep = new Set(keep);
    this.#drop = new Set(drop);
    this.given = files;
    Object.assign(this, rest, { entry });
    await this.#recognise({ entry, anew: false, keepTexts: true });
    const found = this.found;
    if (found?.entry || found?.layers)
      this.suggested = { ...this.suggested, ...suggestionsOf(found, content.about.task) };
  }

  /** What is enough to run the model: files and what its tensors mean. @throws FormFault */
  runnable(): Pick<PublicationDraft, 'files' | 'runtime' | 'entry' | 'pipeline' | 'inputs' | 'outputs'> {
    if (!this.readable || !this.found) throw new FormFault('Files', 'choose a model file first');
    const { files, runtime, pipeline } = this.found;
    return {
      files,
      runtime,
      entry: this.entry,
      ...(pipeline ? { pipeline: pipeline.pipeline } : {}),
      inputs: this.inputs.map((input) => readInput($state.snapshot(input))),
      outputs: this.outputs.map((output) => readOutput($state.snapshot(output))),
    };
  }

  /** @throws FormFault | AmountError */
  draft(addTo: string | undefined): PublicationDraft {
    const runnable = this.runnable();
    if (addTo === undefined) checkAbout(this.about);
    const { examples, files } = readExamples(this.examples, this.inputs);
    const { about } = this;
    const draft: PublicationDraft = {
      ...runnable,
      files: [...runnable.files, ...files],
      name: about.name.trim(),
      summary: about.summary.trim(),
      task: about.task.trim(),
      tags: tagsOf(about.tags),
      examples,
      price: readSui(this.price),
      epochs: this.epochs,
    };
    if (this.tried && this.tried.of === filesKey(runnable)) {
      const { shapes, run } = this.tried;
      draft.tried = { shapes, run };
    }
    if (about.license.trim()) draft.license = about.license.trim();
    if (about.source.trim()) draft.source = about.source.trim();
    if (about.card.trim()) draft.card = about.card;
    if (addTo !== undefined) draft.addTo = { model: addTo };
    return draft;
  }
}

/** Tells files from others that were chosen later. */
export function filesKey({ entry, files }: Pick<PublicationDraft, 'entry' | 'files'>): string {
  return JSON.stringify([entry, ...files.map(({ path, data }) => [path, data.size])]);
}

function lengthOf(texts: InputDraft['texts']): number {
  return Object.values(texts)
    .flatMap((byPath) => Object.values(byPath))
    .reduce((sum, text) => sum + text.length, 0);
}

function readOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
