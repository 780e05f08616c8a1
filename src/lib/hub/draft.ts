// What a draft must be before anything is signed. The contract's limits, said in advance and in words.
import type { ModelNeeds } from '../model/manifest-needs.ts';
import { HubError } from './errors.ts';
import type { PublicationDraft } from './types.ts';

const LIMITS = { name: 80, summary: 280, task: 48, license: 48 } as const;
const MAX_TAGS = 8;
const MAX_TAG = 32;
const MAX_EPOCHS = 53;
const MAX_SHARDS = 16;
const U64_MAX = (1n << 64n) - 1n;

/** @throws HubError 'hub/draft-invalid' with `details.field` naming the first field that is off */
export function checkDraft(draft: PublicationDraft): void {
  const fail = (field: string, message: string) => {
    throw new HubError('hub/draft-invalid', message, { details: { field } });
  };
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (draft.name.trim() === '') fail('name', 'A model needs a name');
  if (draft.task.trim() === '') fail('task', 'A model needs a task');
  for (const field of ['name', 'summary', 'task', 'license'] as const) {
    if (bytes(draft[field] ?? '') > LIMITS[field])
      fail(field, `The ${field} is longer than ${LIMITS[field]} bytes`);
  }
  const { tags = [] } = draft;
  if (tags.length > MAX_TAGS) fail('tags', `A model has at most ${MAX_TAGS} tags`);
  if (new Set(tags).size < tags.length) fail('tags', 'A tag is given twice');
  if (tags.some((tag) => tag.trim() === '' || bytes(tag) > MAX_TAG)) {
    fail('tags', `A tag has 1 to ${MAX_TAG} bytes`);
  }
  if (!draft.files.some(({ path }) => path === draft.entry)) {
    fail('entry', `The entry ${draft.entry} is not among the files`);
  }
  const empty = draft.files.find(({ data }) => data.size === 0);
  if (empty) fail('files', `${empty.path} is empty`);
  if (draft.price < 0n || draft.price > U64_MAX) fail('price', 'The price is out of range');
  if (!Number.isInteger(draft.epochs) || draft.epochs < 1 || draft.epochs > MAX_EPOCHS) {
    fail('epochs', `The storage term is 1 to ${MAX_EPOCHS} epochs`);
  }
  const shards = draft.shards ?? 4;
  if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS) {
    fail('shards', `A model has 1 to ${MAX_SHARDS} meters`);
  }
}

/**
 * Whether callers could open the model at all, and what it asks of their devices; read from its files, so that nobody pays
 * to store what never runs.
 *
 * @throws InferError as `readNeeds`
 */
export async function checkModel(draft: PublicationDraft): Promise<ModelNeeds> {
  const { runtime, entry, pipeline, tried } = draft;
  const files = new Map(draft.files.map(({ path, data }) => [path, data]));
  // Fetched by authors alone.
  const { readNeeds } = await import('../infer/needs.ts');
  return readNeeds({ runtime, entry, pipeline, files }, tried?.shapes);
}
