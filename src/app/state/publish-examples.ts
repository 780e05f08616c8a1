// Example inputs as an author records them, and as the manifest tells them to callers. Pure.
import type { DraftFile, ExportFile, ManifestExample } from '../../lib/index.ts';
import type { FieldKind } from './field-kind.ts';
import { exampleName } from './example-name.ts';
import { FormFault } from './form-fault.ts';
import type { InputDraft } from './publish-form.ts';

export interface ExampleDraft {
  label: string;
  /** By input name. */
  texts: Record<string, string>;
  files: Record<string, File>;
}

const MOST = 50;

/** An example with its files, whose paths are `examples/1-name`. Inputs the model no longer has are left out. */
export function readExamples(
  drafts: readonly ExampleDraft[],
  inputs: readonly InputDraft[],
): { examples: ManifestExample[]; files: DraftFile[] } {
  if (drafts.length > MOST) throw new FormFault('Examples', `at most ${MOST}`);
  const files: DraftFile[] = [];
  const examples = drafts.map((draft, index): ManifestExample => {
    if (draft.label.trim() === '') throw new FormFault(`Example ${index + 1}`, 'give it a name');
    const example: ManifestExample = { label: draft.label.trim(), inputs: {} };
    for (const { info, kind } of inputs) {
      const file = draft.files[info.name];
      const text = draft.texts[info.name];
      const media = kind === 'image' || kind === 'audio';
      if (kind === 'fixed') continue;
      if (file) {
        const path = `examples/${index + 1}-${plainName(file.name)}`;
        // The same file for two inputs is packed once.
        if (!files.some((other) => other.path === path)) files.push({ path, data: file });
        example.inputs[info.name] = { kind: 'file', path, mime: mimeOf(file) };
      } else if (!media && text?.trim()) {
        example.inputs[info.name] = { kind: 'text', text };
      }
    }
    return example;
  });
  return { examples: examples.filter(({ inputs }) => Object.keys(inputs).length > 0), files };
}

const MIMES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
};

/** Browsers do not know every ending; callers' pages go by what is said here. */
function mimeOf({ name, type }: { name: string; type: string }): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return type || MIMES[ending] || 'application/octet-stream';
}

/** Endings of files that may be given, by the kind of field. */
const ENDINGS: Partial<Record<FieldKind, RegExp>> = {
  image: /\.(png|jpe?g|webp|gif|bmp|avif)$/i,
  audio: /\.(wav|mp3|flac|ogg|m4a|aac|webm)$/i,
  text: /\.(txt|md|csv|json)$/i,
  lines: /\.(txt|md|csv|tsv)$/i,
  tensor: /\.(npy|json|csv|tsv|txt)$/i,
};
const MEANT = /(^|[/_.-])(example|sample|test|demo|input)s?([/_.-]|\d)/i;
const MOST_OFFERED = 100;

/** Files of the author's folder that a field could take: those that are meant for it first. */
export function folderFiles(files: readonly ExportFile[], kind: FieldKind): ExportFile[] {
  const ending = ENDINGS[kind];
  const fit = files.filter(({ path }) => ending?.test(path));
  const rank = ({ path }: ExportFile) => (MEANT.test(path) ? 0 : 1);
  return fit.sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)).slice(0, MOST_OFFERED);
}

/** As if it had been chosen by itself. */
export function fileOf({ path, data }: ExportFile): File {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return new File([data], name, { type: mimeOf({ name, type: data.type }) });
}

/** Published examples as drafts again. A file that is not there is left out. */
export function examplesOf(
  examples: readonly ManifestExample[],
  files: ReadonlyMap<string, Blob>,
): ExampleDraft[] {
  return examples.map(({ label, inputs }) => {
    const draft: ExampleDraft = { label, texts: {}, files: {} };
    for (const [name, value] of Object.entries(inputs)) {
      if (value.kind === 'text') draft.texts[name] = value.text;
      else {
        const data = files.get(value.path);
        if (data) draft.files[name] = new File([data], exampleName(value.path), { type: value.mime });
      }
    }
    return draft;
  });
}

/** Lengths in bytes of the files that examples will be packed with. */
export function sizesOfExamples(drafts: readonly ExampleDraft[]): number[] {
  return drafts.flatMap(({ files }) => Object.values(files)).map((file) => file.size);
}

/** A file name that every path rule allows. */
function plainName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  const plain = name.replace(/[\\/\u0000-\u001f]/g, '_').slice(-120);
  return /^\.*$/.test(plain) ? 'file' : plain;
}
