// The form of a model: one field per input, examples, and the way from what was filled in to tensors.
import { isAbort, type Hub, type ManifestExample, type OpenModel, type Tensors } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { InputFieldState } from './input-field.svelte.ts';
import { exampleName } from './example-name.ts';
import type { Shown } from './views.ts';

export { InputFieldState };

export class InputForm {
  readonly fields: readonly InputFieldState[];
  fetching = $state.raw<{ loaded: number; total: number } | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** What answers to the last prepared inputs are drawn over. */
  shown: Shown | undefined;
  /** True while what was given becomes tensors. */
  preparing = $state(false);
  readonly #model: OpenModel;
  readonly #hub: () => Hub | undefined;

  constructor(model: OpenModel, hub: () => Hub | undefined) {
    this.#model = model;
    this.#hub = hub;
    this.fields = model.manifest.inputs.map((info) => new InputFieldState(info));
  }

  /** Fills the form with an example; its files come verified from the model's own pack. */
  async useExample(example: ManifestExample): Promise<void> {
    const hub = this.#hub();
    if (!hub || this.fetching) return;
    this.problem = undefined;
    try {
      const values = Object.entries(example.inputs);
      let files: Map<string, Blob> | undefined;
      if (values.some(([, value]) => value.kind === 'file')) {
        this.fetching = { loaded: 0, total: this.#model.version.bytes };
        files = await hub.files(this.#model, {
          onProgress: (loaded, total) => (this.fetching = { loaded, total }),
        });
      }
      for (const [name, value] of values) {
        const field = this.fields.find((candidate) => candidate.info.name === name);
        if (value.kind === 'text') field?.setText(value.text);
        else {
          const blob = files?.get(value.path);
          const file = blob && new File([blob], exampleName(value.path), { type: value.mime });
          if (!field || !file) continue;
          await field.take(file);
        }
      }
    } catch (error) {
      if (!isAbort(error)) this.problem = describe(error);
    } finally {
      this.fetching = undefined;
    }
  }

  get seeds(): readonly InputFieldState[] {
    return this.fields.filter(({ seed }) => seed);
  }

  /** Tensors of all inputs; undefined after the first field that is off has been told so. */
  async tensors(): Promise<Tensors | undefined> {
    if (this.preparing) return undefined;
    this.problem = undefined;
    this.preparing = true;
    try {
      const tensors = await fieldTensors(this.fields);
      this.shown = tensors && shownOf(this.fields);
      return tensors;
    } finally {
      this.preparing = false;
    }
  }
}

/** Undefined after the fields that are off have been told so. */
export async function fieldTensors(fields: readonly InputFieldState[]): Promise<Tensors | undefined> {
  const tensors: Tensors = {};
  let sound = true;
  for (const field of fields) {
    try {
      if (!field.filled) throw missing(field);
      tensors[field.info.name] = await field.tensor();
      field.fault = undefined;
    } catch (error) {
      field.refuse(error);
      sound = false;
    }
  }
  return sound ? tensors : undefined;
}

/** What answers are drawn over, once the fields' tensors are made. */
export function shownOf(fields: readonly InputFieldState[]): Shown {
  const pictured = fields.find(({ picture }) => picture !== undefined);
  const heard = fields.find(({ wave }) => wave !== undefined);
  const texts = fields.filter(({ kind }) => kind === 'text' || kind === 'lines');
  const shown: Shown = {
    given: {
      inputs: fields.map(({ info }) => info),
      texts: Object.fromEntries(texts.map((field) => [field.info.name, field.texts])),
    },
  };
  if (pictured?.picture) {
    const { width, height } = pictured.picture;
    shown.picture = pictured.picture;
    shown.given.picture = { input: pictured.info.name, width, height };
  }
  if (heard?.wave && heard.file) {
    shown.recording = { file: heard.file, wave: heard.wave };
    shown.given.seconds = heard.wave.seconds;
  }
  return shown;
}

function missing(field: InputFieldState): { code: string; message: string } {
  return { code: 'tensor/missing-input', message: `"${field.label}" is empty` };
}
