// Names of tasks against those that Hugging Face's own package has: it is read here and not in the page, where it would
// weigh 62 kB whichever part of it is used.
import { PIPELINE_DATA } from '@huggingface/tasks';
import { expect, test } from 'vitest';
import { pipelineTask, taskOfClass, TASKS } from '../../../src/lib/infer/tasks.ts';
import { isTransformersTask } from '../../../src/lib/infer/transformers/task-signature.ts';

/** Of the pipelines and of listings here. */
const OURS = [
  'background-removal',
  'language-identification',
  'optical-character-recognition',
  'text-detection',
  'text2text-generation',
  'zero-shot-audio-classification',
];

test('a task that is proposed by name goes by the name that it has elsewhere', () => {
  const known = new Set(Object.keys(PIPELINE_DATA));
  expect(TASKS.filter((task) => !known.has(task))).toEqual(OURS);
  expect([...TASKS].sort()).toEqual([...new Set(TASKS)].sort());
});

test.each([
  ['BertForSequenceClassification', 'text-classification'],
  ['Wav2Vec2ForSequenceClassification', 'audio-classification'],
  ['WhisperForConditionalGeneration', 'automatic-speech-recognition'],
  ['MoonshineForConditionalGeneration', 'automatic-speech-recognition'],
  ['T5ForConditionalGeneration', 'text2text-generation'],
  ['BartForConditionalGeneration', 'summarization'],
  ['MarianMTModel', 'translation'],
  ['LlamaForCausalLM', 'text-generation'],
  ['CLIPModel', 'zero-shot-image-classification'],
  ['ClapModel', 'zero-shot-audio-classification'],
  ['OwlViTForObjectDetection', 'zero-shot-object-detection'],
  ['DetrForObjectDetection', 'object-detection'],
  ['SegformerForSemanticSegmentation', 'image-segmentation'],
  ['DepthAnythingForDepthEstimation', 'depth-estimation'],
  ['Swin2SRForImageSuperResolution', 'image-to-image'],
  ['VisionEncoderDecoderModel', 'image-to-text'],
  ['VitsModel', 'text-to-speech'],
  ['BertModel', 'feature-extraction'],
  ['Dinov2Model', 'image-feature-extraction'],
])('%s does %s', (name, task) => {
  expect(taskOfClass(name)).toBe(task);
});

test('a pipeline is one that there is; what is said is believed where the class can do it', () => {
  const of = (name: string, said?: string) => pipelineTask({ architectures: [name] }, said);
  expect(of('VitsModel')).toEqual({ pipeline: 'text-to-audio', listing: 'text-to-speech' });
  expect(of('BertModel', 'sentence-similarity')).toEqual({
    pipeline: 'feature-extraction',
    listing: 'sentence-similarity',
  });
  expect(of('T5ForConditionalGeneration', 'translation')?.pipeline).toBe('translation');
  expect(of('DetrForObjectDetection', 'translation')?.pipeline).toBe('object-detection');
  expect(of('SamModel')).toBeUndefined();
  expect(of('LlamaForCausalLM')).toBeUndefined();
  expect(pipelineTask({}, 'translation')).toBeUndefined();
  expect(isTransformersTask('constructor')).toBe(false);
});
