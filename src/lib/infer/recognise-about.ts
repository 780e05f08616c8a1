// What the texts of an export say about the model: its name, licence, tags, summary and card. Proposals, each with the
// file it comes from; the author decides.
import { type ConfigFacts } from './recognise-config.ts';
import { record } from './json-record.ts';
import { readFrontMatter } from './front-matter.ts';
import { licenseOfText, soundLicense } from './licenses.ts';
import { soundTask } from './tasks.ts';

export interface Proposal<T> {
  value: T;
  /** Path of the file it was read from, or 'the folder', 'the file name', 'the model'. */
  from: string;
}

export interface AboutProposals {
  name?: Proposal<string>;
  summary?: Proposal<string>;
  task?: Proposal<string>;
  license?: Proposal<string>;
  tags?: Proposal<string[]>;
  source?: Proposal<string>;
  card?: Proposal<string>;
}

/** A text file that was read. */
export interface TextFile {
  path: string;
  text: string;
}

export interface AboutSources {
  readme: TextFile | undefined;
  license: TextFile | undefined;
  config: { path: string; facts: ConfigFacts } | undefined;
  /** package.json of a model shipped as a package. */
  package: { path: string; json: unknown } | undefined;
  folder: string;
  entry: string | undefined;
}

/** The listing's limits, in bytes of UTF-8. */
const LIMITS = { name: 80, summary: 280, tag: 32, source: 300 } as const;
const MOST_TAGS = 8;
export const LONGEST_CARD = 100_000;
/** Tags that say how a file is stored, not what a model is. */
const CLERICAL =
  /^(region|license|dataset|base_model|arxiv|doi|model-index)\b|_compatible$|^(onnx|pytorch|tf|jax|safetensors|transformers|transformers\.js|generated_from_trainer|custom_code)$/i;
const EMPTY_HEADING = /^(model card|model description|model details|usage|introduction|overview|readme)\b/i;

export function proposeAbout(sources: AboutSources): AboutProposals {
  const { readme, license, config, folder, entry } = sources;
  const card = readme && readFrontMatter(readme.text);
  const fields = card?.fields;
  const pack = record(sources.package?.json);
  const one = (key: string) => {
    const value = fields?.get(key);
    return typeof value === 'string' ? value : value?.length === 1 ? value[0] : undefined;
  };
  const proposals: AboutProposals = {};
  const propose = <K extends keyof AboutProposals>(
    key: K,
    value: NonNullable<AboutProposals[K]>['value'] | undefined,
    from: string | undefined,
  ) => {
    if (proposals[key] !== undefined || from === undefined || value === undefined || value.length === 0)
      return;
    Object.assign(proposals, { [key]: { value, from } });
  };

  propose('name', fit(one('title') ?? one('model_name'), LIMITS.name), readme?.path);
  const heading = card && headingOf(card.body);
  // The same words, as people write them.
  if (heading && plainLetters(heading) === plainLetters(folder)) {
    propose('name', fit(heading, LIMITS.name), readme?.path);
  }
  propose('name', fit(titled(folder), LIMITS.name), 'the folder');
  propose('name', fit(titled(config?.facts.origin?.split('/').at(-1)), LIMITS.name), config?.path);
  propose('name', fit(heading, LIMITS.name), readme?.path);
  propose(
    'name',
    fit(
      titled(
        entry
          ?.split('/')
          .at(-1)
          ?.replace(/\.(onnx|json)$/i, ''),
      ),
      LIMITS.name,
    ),
    'the file name',
  );

  propose('summary', fit(one('summary') ?? one('description'), LIMITS.summary), readme?.path);
  propose('summary', card && paragraphOf(card.body), readme?.path);
  propose('summary', fit(stringOf(pack['description']), LIMITS.summary), sources.package?.path);

  propose('task', soundTask(one('pipeline_tag') ?? one('task') ?? ''), readme?.path);
  propose('task', config?.facts.task, config?.path);

  const stated = one('license');
  propose('license', soundLicense(stated ?? '') ?? soundLicense(one('license_name') ?? ''), readme?.path);
  propose('license', license && licenseOfText(license.text), license?.path);
  propose('license', soundLicense(stringOf(pack['license']) ?? ''), sources.package?.path);

  propose('tags', tagsOf(fields?.get('tags'), fields?.get('language')), readme?.path);
  propose('source', webAddress(one('source') ?? one('repository') ?? one('homepage')), readme?.path);
  propose('source', hubAddress(one('base_model')), readme?.path);
  propose('source', hubAddress(config?.facts.origin), config?.path);
  propose('card', card?.body.slice(0, LONGEST_CARD), readme?.path);
  return proposals;
}

/** `silero_vad-v6` as people write it. */
function titled(text: string | undefined): string | undefined {
  return text?.replace(/[_-]+/g, ' ').trim();
}

function plainLetters(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}

function headingOf(body: string): string | undefined {
  const heading = /^#\s+(.+)$/m.exec(body)?.[1];
  const text = heading && plain(heading);
  return text && !EMPTY_HEADING.test(text) ? text : undefined;
}

/** The first paragraph of words, as much of it as fits, cut after a sentence where possible. */
function paragraphOf(body: string): string | undefined {
  const blocks = body.replace(/```[\s\S]*?(```|$)/g, '').split(/\n\s*\n/);
  const words = blocks.find((block) => /^[A-Za-z*_"'([]/.test(block.trim()) && !/^\s*(\[!|!\[)/.test(block));
  const text = words && plain(words);
  if (!text) return undefined;
  if (bytesOf(text) <= LIMITS.summary) return text;
  const cut = fit(text, LIMITS.summary)!;
  const sentence = /^.{40,}[.!?](?=\s)/s.exec(cut)?.[0];
  return sentence ?? `${fit(text, LIMITS.summary - 3)!.replace(/\s+\S*$/, '')}…`;
}

/** Markdown's marks taken off one line of text. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/[*_`]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function tagsOf(tags: string | string[] | undefined, language: string | string[] | undefined): string[] {
  const given = [tags ?? [], language ?? []].flat().map((tag) => tag.trim().toLowerCase());
  const sound = given.filter((tag) => tag !== '' && bytesOf(tag) <= LIMITS.tag && !CLERICAL.test(tag));
  return [...new Set(sound)].slice(0, MOST_TAGS);
}

function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= LIMITS.source && /^https:\/\/\S+$/.test(text)
    ? text
    : undefined;
}

function hubAddress(repository: string | undefined): string | undefined {
  const sound =
    repository !== undefined && /^[\w.-]+\/[\w.-]+$/.test(repository) && !/^\.+\//.test(repository);
  return sound ? `https://huggingface.co/${repository}` : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As many whole characters as fit into `most` bytes. */
function fit(text: string | undefined, most: number): string | undefined {
  const line = text?.replace(/\s+/g, ' ').trim();
  if (!line) return undefined;
  let kept = line.slice(0, most);
  while (bytesOf(kept) > most) kept = [...kept].slice(0, -1).join('');
  return kept.trim();
}
