// What models are for, by the names Hugging Face gives tasks, and how a transformers class tells its task.

/** Names of @huggingface/tasks that a page with tensors, pictures, sounds and texts can mean. */
export const TASKS = [
  'audio-classification',
  'audio-to-audio',
  'automatic-speech-recognition',
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
  'time-series-forecasting',
  'token-classification',
  'translation',
  'voice-activity-detection',
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
  [/ForImageClassification$/, 'image-classification'],
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForTokenClassification$/, 'token-classification'],
  [/ForAudioClassification$|^ASTFor/, 'audio-classification'],
  [/ForQuestionAnswering$/, 'question-answering'],
  [/ForMaskedLM$/, 'fill-mask'],
  [/ForCausalLM$|LMHeadModel$/, 'text-generation'],
  [/ForCTC$|ForSpeechSeq2Seq$|^WhisperFor/, 'automatic-speech-recognition'],
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
  [/^(ViT|Dinov2|ConvNext|Swin|Beit|Deit|ResNet)Model$/, 'image-feature-extraction'],
  [/Model$/, 'feature-extraction'],
];

/** @param architecture e.g. `ViTForImageClassification` */
export function taskOfClass(architecture: string): string | undefined {
  return BY_CLASS.find(([pattern]) => pattern.test(architecture))?.[1];
}

/** A task name as written, if it is one: lower-case words with hyphens. */
export function soundTask(text: string): string | undefined {
  const task = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return /^[a-z0-9][a-z0-9-]{1,46}$/.test(task) ? task : undefined;
}
