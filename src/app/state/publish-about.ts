// The texts of a model as an author types them, and where a proposed one came from. Pure.
import type { RecognisedExport } from '../../lib/index.ts';
import { FormFault } from './form-fault.ts';

export interface AboutTexts {
  name: string;
  summary: string;
  task: string;
  license: string;
  /** Separated by commas. */
  tags: string;
  source: string;
  card: string;
}

export type AboutField = keyof AboutTexts;

/** A value nobody typed: taken from a file, or from the version before. */
export interface Suggested {
  value: string;
  from: string;
}

export const ABOUT_FIELDS: readonly AboutField[] = [
  'name',
  'summary',
  'task',
  'license',
  'tags',
  'source',
  'card',
];
/** Bytes of UTF-8, as the contract counts them. */
const LIMITS = { name: 80, summary: 280, task: 48, license: 48 } as const;
const MOST_TAGS = 8;
const LONGEST_TAG = 32;

export function emptyAbout(): AboutTexts {
  return { name: '', summary: '', task: '', license: '', tags: '', source: '', card: '' };
}

/** What an export proposes, as text. */
export function suggestionsOf(found: RecognisedExport, task: string): Partial<Record<AboutField, Suggested>> {
  const suggested: Partial<Record<AboutField, Suggested>> = {
    task: { value: task, from: 'the inputs and outputs' },
  };
  for (const field of ABOUT_FIELDS) {
    const proposal = found[field];
    if (proposal) suggested[field] = { value: [proposal.value].flat().join(', '), from: proposal.from };
  }
  return suggested;
}

export function tagsOf(text: string): string[] {
  const tags = text
    .split(/[,\n]/)
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '');
  return [...new Set(tags)];
}

/** @throws FormFault for the first field that is off */
export function checkAbout(about: AboutTexts): void {
  const bytes = (text: string) => new TextEncoder().encode(text.trim()).length;
  if (about.name.trim() === '') throw new FormFault('Name', 'give the model one');
  if (about.task.trim() === '')
    throw new FormFault('Task', 'say what the model does, like image-classification');
  for (const [field, most] of Object.entries(LIMITS)) {
    const over = bytes(about[field as keyof typeof LIMITS]) - most;
    if (over > 0)
      throw new FormFault(field === 'license' ? 'Licence' : capital(field), `${over} bytes too long`);
  }
  const tags = tagsOf(about.tags);
  if (tags.length > MOST_TAGS) throw new FormFault('Tags', `at most ${MOST_TAGS}, ${tags.length} are given`);
  const long = tags.find((tag) => bytes(tag) > LONGEST_TAG);
  if (long !== undefined) throw new FormFault('Tags', `"${long.slice(0, 40)}" is too long`);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
