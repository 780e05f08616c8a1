// One field of a model's form: what is in it, and the way from there to a tensor.
import { textLines, type ManifestInput, type Prepared, type Tensor, type Wave } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { fieldKind, fieldLabel, initialText, isSeed, type FieldKind } from './field-kind.ts';
import { fixedTensor, numbersTensor, pictureTensor, soundTensor, textTensor, typedTensor } from './media.ts';
import { anotherSeed } from './seed.ts';

/** Text files up to this size are shown in the field, where they can be read and changed. */
const SHOWN_BYTES = 20_000;

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
  /** The decoded picture, for overlays on it: of the last prepared tensor. */
  picture: ImageBitmap | undefined;
  /** The recording as a line: of the last prepared tensor. */
  wave: Wave | undefined;

  constructor(info: ManifestInput) {
    this.info = info;
    this.kind = fieldKind(info);
    this.label = fieldLabel(info);
    this.text = initialText(info);
  }

  /** True where a file is the answer, and not numbers in a file. */
  get media(): boolean {
    return this.kind === 'image' || this.kind === 'audio';
  }

  /** True for what answers are drawn by. */
  get seed(): boolean {
    return isSeed(this.info);
  }

  drawSeed(): void {
    this.setText(anotherSeed(this.info, this.text));
  }

  get filled(): boolean {
    if (this.kind === 'fixed') return true;
    return this.media ? this.file !== undefined : this.file !== undefined || this.text.trim() !== '';
  }

  /** The texts that are in it, as answers refer to them. */
  get texts(): string[] {
    return this.kind === 'lines' ? textLines(this.info, this.text) : [this.text];
  }

  setFile(file: Blob, name = file instanceof File ? file.name : 'example'): void {
    this.clearPreview();
    this.file = file;
    this.fileName = name;
    this.fault = undefined;
    if (this.media) this.preview = URL.createObjectURL(file);
  }

  /** A file of whatever kind the field is for. */
  async take(file: File): Promise<void> {
    if (this.media) this.setFile(file);
    else await this.setDocument(file).catch((error: unknown) => this.refuse(error));
  }

  /** Numbers or texts of a file: shown as text where they are one and short. */
  async setDocument(file: File): Promise<void> {
    const binary = /\.npy$/i.test(file.name);
    if (!binary && file.size <= SHOWN_BYTES) {
      this.setText((await file.text()).trim());
      return;
    }
    if (this.kind === 'text' || this.kind === 'lines') this.setText(await file.text());
    else this.setFile(file);
  }

  clearFile(): void {
    this.clearPreview();
    this.file = undefined;
    this.fileName = '';
    this.fault = undefined;
  }

  setText(text: string): void {
    if (!this.media && this.file) this.clearFile();
    this.text = text;
    this.fault = undefined;
  }

  /** Says what is wrong with what was tried to be put into it. */
  refuse(error: unknown): void {
    this.fault = describe(error);
  }

  clearPreview(): void {
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = undefined;
  }

  async tensor(): Promise<Tensor> {
    const { tensor, picture, wave } = await this.prepare(this.file, this.text);
    this.picture = picture;
    this.wave = wave;
    return tensor;
  }

  /** The tensor of something that need not be in the field. */
  async prepare(file: Blob | undefined, text: string): Promise<Prepared> {
    switch (this.kind) {
      case 'fixed':
        return { tensor: fixedTensor(this.info) };
      case 'image':
        return pictureTensor(this.info, file!);
      case 'audio':
        return soundTensor(this.info, file!);
      case 'text':
      case 'lines':
      case 'choice':
        return textTensor(this.info, text);
      case 'switch':
      case 'number':
      case 'tensor':
        return file ? numbersTensor(this.info, file) : typedTensor(this.info, text);
    }
  }
}
