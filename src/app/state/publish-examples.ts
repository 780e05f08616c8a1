// Example inputs as an author records them, and as the manifest tells them to callers. Pure.
import type { DraftFile, ManifestExample } from '../../lib/index.ts';
import { FormFault, type InputDraft } from './publish-form.ts';

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
      if (media && file) {
        const path = `examples/${index + 1}-${plainName(file.name)}`;
        // The same file for two inputs is packed once.
        if (!files.some((other) => other.path === path)) files.push({ path, data: file });
        example.inputs[info.name] = { kind: 'file', path, mime: file.type || 'application/octet-stream' };
      } else if (!media && kind !== 'fixed' && text?.trim()) {
        example.inputs[info.name] = { kind: 'text', text };
      }
    }
    return example;
  });
  return { examples: examples.filter(({ inputs }) => Object.keys(inputs).length > 0), files };
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
        // `examples/1-photo.jpg` was photo.jpg when it was given.
        const fileName = value.path.slice(value.path.lastIndexOf('/') + 1).replace(/^\d+-/, '');
        if (data) draft.files[name] = new File([data], fileName, { type: value.mime });
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
