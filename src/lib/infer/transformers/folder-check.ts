// Looks at the texts of a folder before the library does: what is missing is named, what might never end is refused.
import { messageOf } from '../../errors.ts';
import { InferError } from '../errors.ts';
import { checkPatterns } from '../generation/patterns.ts';
import { readJson } from '../generation/tokenizer.ts';
import { taskNeeds, type TransformersTask } from './task-signature.ts';

const MOST_CONFIG_BYTES = 4 << 20;
/** Classes of voices that speak with a vector no form here asks for. */
const NEED_A_SPEAKER: ReadonlySet<string> = new Set(['speecht5', 'supertonic']);

export interface FolderFacts {
  /** How the vectors of a text's tokens become one: what sentence-transformers wrote down, mean where it did not. */
  pooling: 'mean' | 'cls' | 'last_token';
}

/**
 * @param folder of config.json, empty for the pack's own
 * @throws InferError 'infer/missing-external-data' | 'infer/bad-tokenizer' | 'infer/load-failed'
 */
export async function checkFolder(
  files: ReadonlyMap<string, Blob>,
  folder: string,
  task: TransformersTask,
): Promise<FolderFacts> {
  const at = (name: string) => files.get(folder === '' ? name : `${folder}/${name}`);
  const needed = [
    'config.json',
    ...(taskNeeds(task).tokenizer ? ['tokenizer.json', 'tokenizer_config.json'] : []),
    ...(taskNeeds(task).processor ? ['preprocessor_config.json'] : []),
  ];
  const missing = needed.filter((name) => !at(name));
  if (missing.length > 0) {
    throw new InferError('infer/missing-external-data', `The model's ${missing.join(', ')} is missing`, {
      details: { files: missing },
    });
  }
  const config = await readConfig(at('config.json'), 'config.json');
  await readConfig(at('generation_config.json'), 'generation_config.json');
  const processor = await readConfig(at('preprocessor_config.json'), 'preprocessor_config.json');
  if (task === 'zero-shot-audio-classification' && processor['truncation'] === 'fusion') {
    throw new InferError(
      'infer/load-failed',
      'Models that hear a long recording in several parts at once ("fusion") do not run here',
    );
  }
  if (task === 'text-to-audio' && NEED_A_SPEAKER.has(String(config['model_type']))) {
    throw new InferError(
      'infer/load-failed',
      'Voices that are told apart by a vector of a speaker do not run here; VITS and MMS do',
    );
  }
  const tokenizer = at('tokenizer.json');
  if (tokenizer) checkPatterns(await readJson(tokenizer, 'tokenizer'));
  const settings = at('tokenizer_config.json');
  if (settings) await readJson(settings, 'configuration');
  return { pooling: poolingOf(await readConfig(at('1_Pooling/config.json'), '1_Pooling/config.json')) };
}

function poolingOf(json: Record<string, unknown>): FolderFacts['pooling'] {
  if (json['pooling_mode_cls_token'] === true) return 'cls';
  return json['pooling_mode_lasttoken'] === true ? 'last_token' : 'mean';
}

async function readConfig(file: Blob | undefined, name: string): Promise<Record<string, unknown>> {
  if (!file) return {};
  try {
    if (file.size > MOST_CONFIG_BYTES) throw new Error('it is larger than any in use');
    const json: unknown = JSON.parse(await file.text());
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>;
    throw new Error('it holds no settings');
  } catch (cause) {
    throw new InferError('infer/load-failed', `${name} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
