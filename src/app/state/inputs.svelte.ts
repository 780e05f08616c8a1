// The form of a model: one field per input, examples, and the way from what was filled in to tensors.
import {
  isAbort,
  type Hub,
  type ManifestExample,
  type ManifestInput,
  type OpenModel,
  type Tensor,
  type Tensors,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { fieldKind, fieldLabel, type FieldKind } from './field-kind.ts';
import { decodePicture, decodeSound } from './decode.ts';
import { fixedTensor, pictureTensor, soundTensor, textTensor, typedTensor } from './media.ts';

export class InputFieldState {
  readonly info: ManifestInput;
  readonly kind: FieldKind;
  readonly label: string;
  file = $state.raw<Blob | undefined>();
  fileName = $state('');
  text = $state('');
  /** Object URL of the chosen file. */
  preview = $state<string | undefined>();
  fault = $state.raw<Problem | undefined>();
  /** The decoded picture, for overlays on it. */
  picture: ImageBitmap | undefined;

  constructor(info: ManifestInput) {
    this.info = info;
    this.kind = fieldKind(info);
    this.label = fieldLabel(info);
  }

  get filled(): boolean {
    if (this.kind === 'fixed') return true;
    return this.kind === 'image' || this.kind === 'audio' ? this.file !== undefined : this.text.trim() !== '';
  }

  setFile(file: Blob, name = file instanceof File ? file.name : 'example'): void {
    this.clearPreview();
    this.file = file;
    this.fileName = name;
    this.preview = URL.createObjectURL(file);
    this.fault = undefined;
  }

  setText(text: string): void {
    this.text = text;
    this.fault = undefined;
  }

  clearPreview(): void {
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = undefined;
  }

  async tensor(): Promise<Tensor> {
    switch (this.kind) {
      case 'fixed':
        return fixedTensor(this.info);
      case 'image': {
        const picture = await decodePicture(this.file!);
        this.picture = picture.bitmap;
        return pictureTensor(this.info, picture.pixels);
      }
      case 'audio':
        return soundTensor(this.info, (rate) => decodeSound(this.file!, rate));
      case 'text':
        return textTensor(this.info, this.text);
      case 'number':
      case 'tensor':
        return typedTensor(this.info, this.text);
    }
  }
}

export class InputForm {
  readonly fields: readonly InputFieldState[];
  fetching = $state.raw<{ loaded: number; total: number } | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** The picture that overlays are drawn on: of the last prepared inputs. */
  picture = $state.raw<ImageBitmap | undefined>();
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
          if (blob)
            field?.setFile(
              new Blob([blob], { type: value.mime }),
              value.path.split('/').at(-1) ?? value.path,
            );
        }
      }
    } catch (error) {
      if (!isAbort(error)) this.problem = describe(error);
    } finally {
      this.fetching = undefined;
    }
  }

  /** Tensors of all inputs; undefined after the first field that is off has been told so. */
  async tensors(): Promise<Tensors | undefined> {
    this.problem = undefined;
    const tensors: Tensors = {};
    let sound = true;
    for (const field of this.fields) {
      try {
        if (!field.filled) throw missing(field);
        tensors[field.info.name] = await field.tensor();
        field.fault = undefined;
      } catch (error) {
        field.fault = describe(error);
        sound = false;
      }
    }
    this.picture = this.fields.find((field) => field.picture)?.picture;
    return sound ? tensors : undefined;
  }
}

function missing(field: InputFieldState): { code: string; message: string } {
  return { code: 'tensor/missing-input', message: `"${field.label}" is empty` };
}
