// What config.json and preprocessor_config.json of a transformers export say, as far as a manifest can say it too.
// Their contents are anybody's: every value is looked at before it is believed.
import type { ImagePreprocess } from '../model/manifest-meaning.ts';
import { taskOfClass } from './tasks.ts';
import { record } from './json-record.ts';

export interface ConfigFacts {
  task?: string;
  /** Repository the weights came from, `owner/name` or a bare name. */
  origin?: string;
  /** In order of the scores. */
  labels?: string[];
  /** Scores are independent of each other: sigmoid, not softmax. */
  multiLabel: boolean;
  /** Side of the square picture, where the model has one. */
  imageSize?: number;
}

/** Where what happens here differs from what the export asks for. */
export type Deviation =
  /** Scaled to one size, then cut to a smaller one; here only cut. */
  | 'crop'
  /** Another resampling filter than bilinear. */
  | 'resample'
  | 'pad'
  /** Samples brought to mean 0 and variance 1. */
  | 'audio-normalise'
  /** The model takes a spectrogram, which is not computed here yet. */
  | 'spectrogram';

export interface PreprocessorFacts {
  image?: Partial<ImagePreprocess>;
  audio?: { sampleRate: number };
  deviations: Deviation[];
}

const MOST_LABELS = 65_536;
const LONGEST_LABEL = 200;
const LARGEST_SIDE = 16_384;
const BILINEAR = 2;

export function readConfig(json: unknown): ConfigFacts {
  const config = record(json);
  const classes = Array.isArray(config['architectures']) ? config['architectures'] : [];
  const task = classes
    .map((name) => (typeof name === 'string' ? taskOfClass(name) : undefined))
    .find(Boolean);
  const labels = labelsOf(config['id2label']) ?? labelsOfIds(config['label2id']);
  const origin = text(config['_name_or_path']);
  const imageSize = side(config['image_size']);
  return {
    multiLabel: config['problem_type'] === 'multi_label_classification',
    ...(task === undefined ? {} : { task }),
    ...(labels === undefined ? {} : { labels }),
    ...(origin === undefined || !/^[\w.-]+(\/[\w.-]+)?$/.test(origin) ? {} : { origin }),
    ...(imageSize === undefined ? {} : { imageSize }),
  };
}

export function readPreprocessor(json: unknown): PreprocessorFacts {
  const config = record(json);
  const deviations: Deviation[] = [];
  const sampleRate = side(config['sampling_rate'], 384_000);
  if (sampleRate !== undefined) {
    if (config['n_fft'] !== undefined || config['num_mel_bins'] !== undefined) {
      return { deviations: ['spectrogram'] };
    }
    if (config['do_normalize'] === true) deviations.push('audio-normalise');
    return { audio: { sampleRate }, deviations };
  }
  const kind = `${text(config['image_processor_type']) ?? ''}${text(config['feature_extractor_type']) ?? ''}`;
  const pictures = config['image_mean'] !== undefined || config['size'] !== undefined || /image/i.test(kind);
  if (!pictures) return { deviations };
  const resample = config['resample'];
  if (typeof resample === 'number' && resample !== BILINEAR) deviations.push('resample');
  if (config['do_pad'] === true) deviations.push('pad');
  const image = {
    channels: config['do_flip_channel_order'] === true ? ('bgr' as const) : ('rgb' as const),
    ...sizeOf(config, deviations),
    ...rangeOf(config),
  };
  return { image, deviations };
}

/** Labels of `{"0": "cat", "1": "dog"}` or of a list, in the order of their numbers; undefined if any is missing. */
export function labelsOf(value: unknown): string[] | undefined {
  const entries = Array.isArray(value)
    ? value.map((label, index) => [String(index), label] as const)
    : Object.entries(record(value));
  if (entries.length < 2 || entries.length > MOST_LABELS) return undefined;
  const labels: string[] = Array.from({ length: entries.length });
  const seen = new Set<number>();
  for (const [key, label] of entries) {
    const index = /^\d{1,6}$/.test(key) ? Number(key) : -1;
    if (index < 0 || index >= entries.length || typeof label !== 'string') return undefined;
    labels[index] = label.slice(0, LONGEST_LABEL);
    seen.add(index);
  }
  // LABEL_0, LABEL_1 … are transformers' way to say that nobody named them.
  const nameless = labels.every((label, index) => label === `LABEL_${index}`);
  return seen.size === entries.length && !nameless ? labels : undefined;
}

function labelsOfIds(value: unknown): string[] | undefined {
  const pairs = Object.entries(record(value)).map(([label, id]) => [String(id), label]);
  return labelsOf(Object.fromEntries(pairs));
}

/** `size` is a number, or height and width, or an edge; `crop_size` the same. */
function sizeOf(config: Record<string, unknown>, deviations: Deviation[]): Partial<ImagePreprocess> {
  const crop = config['do_center_crop'] === false ? undefined : square(config['crop_size']);
  const size = record(config['size']);
  const whole = square(config['size']);
  const multipleOf = side(config['size_divisor']) ?? side(config['size_divisibility']);
  const rounded = multipleOf === undefined ? {} : { multipleOf };
  const edge = side(size['shortest_edge']);
  if (crop && config['do_center_crop'] !== undefined) {
    const before = edge ?? whole?.height;
    if (before !== undefined && before !== crop.height) deviations.push('crop');
    return { ...crop, fit: 'cover' };
  }
  if (config['do_resize'] === false) return rounded;
  const longest = side(size['longest_edge']) ?? side(config['max_size']);
  if (edge !== undefined && longest === undefined) {
    deviations.push('crop');
    return { width: edge, height: edge, fit: 'cover' };
  }
  if (longest !== undefined) return { maxSide: longest, ...rounded };
  return whole ? { ...whole, fit: 'stretch' } : rounded;
}

function square(value: unknown): { width: number; height: number } | undefined {
  const one = side(value);
  if (one !== undefined) return { width: one, height: one };
  const { width, height } = record(value);
  const [w, h] = [side(width), side(height)];
  return w === undefined || h === undefined ? undefined : { width: w, height: h };
}

/**
 * Their value is `(pixel * factor - offset - mean) / std`, ours `(pixel / 255 - mean) / std`: so with k = 255 * factor,
 * mean is (mean + offset) / k and std is std / k.
 */
function rangeOf(config: Record<string, unknown>): Pick<ImagePreprocess, 'mean' | 'std'> {
  const rescale = config['do_rescale'] !== false;
  const given = config['rescale_factor'];
  const factor = rescale
    ? typeof given === 'number' && given > 0 && Number.isFinite(given)
      ? given
      : 1 / 255
    : 1;
  const normalised = config['do_normalize'] !== false && config['image_mean'] !== undefined;
  const offset = config['rescale_offset'] === true || config['offset'] === true ? 1 : 0;
  const means = (normalised && triple(config['image_mean'])) || [0, 0, 0];
  const deviations = (normalised && triple(config['image_std'])) || [1, 1, 1];
  const k = 255 * factor;
  return {
    mean: each(means, (mean) => tidy((mean + offset) / k)),
    std: each(deviations, (std) => tidy(std / k)),
  };
}

type Triple = [number, number, number];

function each([a, b, c]: readonly number[], change: (value: number) => number): Triple {
  return [change(a!), change(b!), change(c!)];
}

/** 1 / 255 as a config writes it has sixteen digits: what it does to 0.485 is not worth showing. */
function tidy(value: number): number {
  return Number(value.toPrecision(9));
}

function triple(value: unknown): Triple | undefined {
  const values = typeof value === 'number' ? [value, value, value] : Array.isArray(value) ? value : [];
  const numbers = values.length === 1 ? [values[0], values[0], values[0]] : values;
  const sound =
    numbers.length === 3 && numbers.every((entry) => typeof entry === 'number' && Number.isFinite(entry));
  return sound ? (numbers as Triple) : undefined;
}

function side(value: unknown, most = LARGEST_SIDE): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= most
    ? value
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 300 ? value : undefined;
}
