// What a field of the form is that asks for a part of a meaning; the lists of them are in meaning-inputs.ts and
// meaning-outputs.ts. Pure data.

/** Texts of a meaning's fields, by the field's path. */
export type MeaningTexts = Record<string, string>;

interface Common {
  /** In the manifest's object, dots between its keys; `?name` is a question of the form alone. */
  path: string;
  label: string;
  hint?: string;
  /** Rarely another than usual: behind "More". */
  rare?: boolean;
  /** Asked only then. */
  when?: (texts: MeaningTexts) => boolean;
}

export type MeaningField = Common &
  (
    | { type: 'count'; least: 0 | 1; usual?: number; required?: boolean; empty?: string }
    | { type: 'number'; usual?: number; required?: boolean; empty?: string }
    | { type: 'triple'; usual: string }
    | {
        type: 'choice';
        as?: 'boolean';
        options: readonly (readonly [value: string, words: string])[];
        usual: string;
      }
    /** Absent where it is not ticked, unless `usual`. */
    | { type: 'switch'; usual?: boolean }
    | { type: 'text'; empty?: string }
    /** One entry a line. `symbols`: completed by the last axis, nothing trimmed. `exact`: nothing trimmed. */
    | { type: 'lines'; as?: 'symbols' | 'exact'; required?: boolean }
    /** Pairs of whole numbers, one a line. */
    | { type: 'pairs' }
    /** A label and its value, one a line, `=` between them. */
    | { type: 'choices' }
    /** Name of another output; several, for `outputs`. */
    | { type: 'output'; required?: boolean; empty?: string; strings?: boolean }
    | { type: 'outputs'; required?: boolean }
    | { type: 'input'; required?: boolean; empty?: string }
  );

export interface MeaningSpec {
  /** Reads on after "People give" or "People see". */
  title: string;
  fields: readonly MeaningField[];
  /** The answers of the form's own questions, from what a manifest says. */
  asked?: (meaning: Record<string, unknown>) => MeaningTexts;
}

/** As it stands, or as it usually is. */
export function textOfField(field: MeaningField, texts: MeaningTexts): string {
  const text = texts[field.path];
  return text === undefined ? usualText(field) : text;
}

function usualText(field: MeaningField): string {
  switch (field.type) {
    case 'choice':
    case 'triple':
      return field.usual;
    case 'count':
    case 'number':
      return field.usual === undefined ? '' : String(field.usual);
    case 'switch':
      return field.usual ? 'true' : '';
    default:
      return '';
  }
}

export const activation = (path: string): MeaningField => ({
  path,
  label: 'Scores are',
  type: 'choice',
  usual: 'none',
  options: [
    ['none', 'ready as they are'],
    ['softmax', 'logits: softmax'],
    ['sigmoid', 'logits: sigmoid'],
  ],
});

export const threshold = (usual: number): MeaningField => ({
  path: 'threshold',
  label: 'Shown from this score on',
  type: 'number',
  usual,
});

export const labels: MeaningField = { path: 'labels', label: 'Labels in order, one a line', type: 'lines' };

/** Labels that another output says. */
export const labelsOutput: MeaningField = {
  path: 'names',
  label: 'Labels come from',
  type: 'output',
  strings: true,
  empty: 'the list below',
  rare: true,
};

export const channels: MeaningField = {
  path: 'channels',
  label: 'Channels',
  type: 'choice',
  usual: 'rgb',
  options: [
    ['rgb', 'red, green, blue'],
    ['bgr', 'blue, green, red'],
  ],
};

export const sampleRate: MeaningField = {
  path: 'sampleRate',
  label: 'Sample rate, Hz',
  type: 'count',
  least: 1,
  usual: 16_000,
  required: true,
};
