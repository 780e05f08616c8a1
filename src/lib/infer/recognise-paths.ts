// Where an export's files lie: sound relative paths, the folder they all share, and what is never part of a model.
// Reads no file.

export interface ExportFile {
  /** Relative, forward slashes. */
  path: string;
  data: Blob;
}

/** Why a file is not published. */
export type LeftReason =
  /** Not a relative path of plain names. */
  | 'unsound-path'
  | 'too-deep'
  | 'duplicate'
  | 'empty'
  | 'hidden'
  /** Weights for another framework. */
  | 'other-framework'
  /** Another model, or another precision of this one. */
  | 'other-model'
  /** README.md: its text is the card. */
  | 'card'
  /** A Git LFS pointer or a link written out as text, in place of the file itself. */
  | 'pointer'
  | 'tfjs'
  /** Nothing the model is known to need. */
  | 'unused'
  /** The author took it out. */
  | 'removed';

export interface LeftFile {
  path: string;
  bytes: number;
  why: LeftReason;
}

/** More than this is no model but a disk; nothing of it is read. */
export const MOST_FILES = 5_000;
const DEEPEST = 12;
const LONGEST = 400;
const GENERIC =
  /^(snapshots|onnx|models?|main|master|export(ed)?|outputs?|dist|assets|downloads?|[0-9a-f]{32,64})$/i;
const OTHER_FRAMEWORK =
  /\.(safetensors|h5|keras|msgpack|ckpt|pth?|pkl|gguf|ggml|tflite|mlmodel|mlpackage|npz|pb|ort|engine|xml|params)$|(^|\/)(pytorch_model|tf_model|flax_model|training_args|optimizer|scheduler|openvino_model)[^/]*$/i;
const COMPANION =
  /^(config|preprocessor_config|processor_config|generation_config|quantize_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template|labels|classes|id2label)\.json$|^(vocab|merges|labels?|classes|categories|synset|dict|characters|.*_keys.*|.*_?labels?)\.txt$|^(spiece|sentencepiece|sentencepiece\.bpe|tokenizer)\.model$|\.names$|^(chat_template)\.jinja$|^(licen[cs]e|copying|notice)(\.(txt|md))?$/i;

/** Undefined if files could be misplaced by it. `./` in front is dropped. */
export function soundPath(path: string): { path: string } | { why: 'unsound-path' | 'too-deep' } {
  const plain = path.replace(/^(\.\/)+/, '');
  const parts = plain.split('/');
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  const odd = /[\\\u0000-\u001f\u007f]|^[a-z]:/i.test(plain) || plain.length > LONGEST;
  if (odd || parts.some((part) => part === '' || part === '.' || part === '..'))
    return { why: 'unsound-path' };
  return parts.length > DEEPEST ? { why: 'too-deep' } : { path: plain };
}

/** Takes off the folders that all files share. `name` is the most telling of these, '' without one. */
export function stripRoot(files: readonly ExportFile[]): { name: string; files: ExportFile[] } {
  let rest = [...files];
  let name = '';
  while (rest.length > 0) {
    const [root, ...below] = rest[0]!.path.split('/');
    const shared = below.length > 0 && rest.every(({ path }) => path.startsWith(`${root}/`));
    if (!shared || root === undefined || root === '' || root === '.' || root === '..') break;
    // A hub's cache names its folders models--owner--name.
    const telling = /^models--.+--(.+)$/.exec(root)?.[1] ?? root;
    if (!GENERIC.test(telling)) name = telling;
    rest = rest.map(({ path, data }) => ({ path: path.slice(root.length + 1), data }));
  }
  return { name, files: rest };
}

/** What a file is by its name alone. `unknown` needs a reason to be published, `companion` is small and useful. */
export function roleOf(path: string): 'model' | 'companion' | 'card' | LeftReason | 'unknown' {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'node_modules'))
    return 'hidden';
  if (/\.onnx$/i.test(name)) return 'model';
  if (/^readme\.(md|markdown|txt)$/i.test(name)) return 'card';
  if (OTHER_FRAMEWORK.test(path)) return 'other-framework';
  return COMPANION.test(name) ? 'companion' : 'unknown';
}

/** `onnx/` of `onnx/model.onnx`; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
