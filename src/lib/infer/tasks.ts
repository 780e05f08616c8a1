// What models are for, by the names Hugging Face gives tasks, and how a transformers class tells its task.
import { isTransformersTask, type TransformersTask } from './transformers/task-signature.ts';

/** Names of @huggingface/tasks that a page with tensors, pictures, sounds and texts can mean. */
export const TASKS = [
  'audio-classification',
  'audio-to-audio',
  'automatic-speech-recognition',
  'background-removal',
  'depth-estimation',
  'feature-extraction',
  'fill-mask',
  'image-classification',
  'image-feature-extraction',
  'image-segmentation',
  'image-text-to-text',
  'image-to-image',
  'image-to-text',
  'keypoint-detection',
  'language-identification',
  'mask-generation',
  'object-detection',
  'optical-character-recognition',
  'question-answering',
  'sentence-similarity',
  'summarization',
  'tabular-classification',
  'tabular-regression',
  'text-classification',
  'text-detection',
  'text-generation',
  'text-ranking',
  'text-to-image',
  'text-to-speech',
  'text2text-generation',
  'time-series-forecasting',
  'token-classification',
  'translation',
  'voice-activity-detection',
  'zero-shot-audio-classification',
  'zero-shot-classification',
  'zero-shot-image-classification',
  'zero-shot-object-detection',
  'other',
] as const;

/** The end of a class name, longest first where one contains another. */
const BY_CLASS: readonly [RegExp, string][] = [
  [
    /ForZeroShotImageClassification$|^(CLIP|Siglip2?|ChineseCLIP|Align)Model$/,
    'zero-shot-image-classification',
  ],
  [
    /ForZeroShotObjectDetection$|^(Owlv2|OwlViT|GroundingDino)ForObjectDetection$/,
    'zero-shot-object-detection',
  ],
  [/^(Clap)Model/, 'zero-shot-audio-classification'],
  [/^(MODNet|BiRefNet|BEN)/, 'background-removal'],
  [/ForImageClassification$/, 'image-classification'],
  [/^(Wav2Vec2|Hubert|WavLM|UniSpeech|SEW)\w*ForSequenceClassification$/, 'audio-classification'],
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForTokenClassification$/, 'token-classification'],
  [/ForAudioClassification$|^ASTFor/, 'audio-classification'],
  [/ForQuestionAnswering$/, 'question-answering'],
  [/ForMaskedLM$/, 'fill-mask'],
  [/ForCausalLM$|LMHeadModel$/, 'text-generation'],
  [/ForCTC$|ForSpeechSeq2Seq$|^(Whisper|Moonshine|Speech2Text|CohereAsr)For/, 'automatic-speech-recognition'],
  [/ForObjectDetection$/, 'object-detection'],
  [/For(Semantic|Image|Universal|Instance|Panoptic)Segmentation$|ForImageMatting$/, 'image-segmentation'],
  [/ForDepthEstimation$/, 'depth-estimation'],
  [/For(KeypointDetection|PoseEstimation|KeypointMatching)$/, 'keypoint-detection'],
  [/ForMaskGeneration$|^Sam\d?Model$/, 'mask-generation'],
  [/ForImageSuperResolution$|ForImageToImage$/, 'image-to-image'],
  [/ForVision2Seq$|^VisionEncoderDecoderModel$|ForImageToText$/, 'image-to-text'],
  [
    /ForImageTextToText$|^(Llava|Paligemma|Idefics\d?|Florence2)\w*ForConditionalGeneration$/i,
    'image-text-to-text',
  ],
  [/^(MarianMTModel|M2M100ForConditionalGeneration|NllbMoe\w+)$/, 'translation'],
  [/^(Bart|Pegasus|LED)ForConditionalGeneration$/, 'summarization'],
  [/^(Vits|SpeechT5ForTextToSpeech)/, 'text-to-speech'],
  [/ForConditionalGeneration$/, 'text2text-generation'],
  [/^(ViT|Dinov2|ConvNext|Swin|Beit|Deit|ResNet)Model$/, 'image-feature-extraction'],
  [/Model$/, 'feature-extraction'],
];

/** @param architecture e.g. `ViTForImageClassification` */
export function taskOfClass(architecture: string): string | undefined {
  return BY_CLASS.find(([pattern]) => pattern.test(architecture))?.[1];
}

/** What pipelines there are behind names that listings go by, where these differ. */
const AS_PIPELINE: Record<string, TransformersTask> = {
  'sentence-similarity': 'feature-extraction',
  'text-to-speech': 'text-to-audio',
  'language-identification': 'text-classification',
};
/** What a class can do beside what its name says. */
const ALSO: Partial<Record<TransformersTask, readonly TransformersTask[]>> = {
  'text-classification': ['zero-shot-classification'],
  'text2text-generation': ['summarization', 'translation'],
  summarization: ['text2text-generation', 'translation'],
  translation: ['text2text-generation', 'summarization'],
  'image-segmentation': ['background-removal'],
};

/**
 * The pipeline for a config.json, and what its listing calls it.
 *
 * @param said the task as the card names it; believed where a model of this class can do it
 */
export function pipelineTask(
  config: Readonly<Record<string, unknown>>,
  said: string | undefined,
): { pipeline: TransformersTask; listing: string } | undefined {
  const classes = Array.isArray(config['architectures']) ? config['architectures'] : [];
  const own = classes.map((name) => (typeof name === 'string' ? taskOfClass(name) : undefined)).find(Boolean);
  const byClass = own === undefined ? undefined : asPipeline(own);
  const bySaying = said === undefined ? undefined : asPipeline(said);
  // Two texts at once, which no pipeline here takes.
  if (!byClass || said === 'text-ranking') return undefined;
  if (bySaying && (bySaying === byClass || ALSO[byClass]?.includes(bySaying)))
    return { pipeline: bySaying, listing: said! };
  if (byClass === 'text-classification' && entails(config['label2id'])) {
    return { pipeline: 'zero-shot-classification', listing: 'zero-shot-classification' };
  }
  return { pipeline: byClass, listing: own! };
}

function asPipeline(task: string): TransformersTask | undefined {
  if (Object.hasOwn(AS_PIPELINE, task)) return AS_PIPELINE[task];
  return isTransformersTask(task) ? task : undefined;
}

/** Trained to tell whether one text follows from another: it can be asked about anything. */
function entails(labels: unknown): boolean {
  const names = typeof labels === 'object' && labels !== null ? Object.keys(labels) : [];
  return names.length <= 3 && names.some((name) => name.toLowerCase() === 'entailment');
}

/** A task name as written, if it is one: lower-case words with hyphens. */
export function soundTask(text: string): string | undefined {
  const task = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return /^[a-z0-9][a-z0-9-]{1,46}$/.test(task) ? task : undefined;
}
