// Every task of the pipelines' library, each with a folder whose answer follows by hand.
import { expect, type Locator } from '@playwright/test';
import type { TransformersTask } from '../../src/lib/infer/transformers/task-signature.ts';
import {
  clip,
  colourAreas,
  colours,
  colourVector,
  depth,
  doubled,
  foreground,
  twoBoxes,
  wanted,
} from '../hf-folders/pictures.ts';
import { caption, dictionary } from '../hf-folders/sequence.ts';
import { loudness, speech, spoken } from '../hf-folders/sound.ts';
import { answers, entailment, masked, meanings, names, sentiment, voice } from '../hf-folders/text.ts';
import { clap, tones } from '../hf-folders/tones.ts';
import { BLUE, colourAt, folderDraft, painted, play, RED, show, write, type Walk } from './task-page.ts';

const words = (output: Locator) => output.getByRole('region', { name: 'Answer' });
const written = (output: Locator, text: string) =>
  expect(output.getByText(text, { exact: true })).toBeVisible();
const first = (output: Locator, name: string) =>
  output.getByRole('list', { name }).getByRole('listitem').first();
const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
/** Of one score among others, as softmax has it. */
const share = (score: number, ...others: number[]) =>
  percent(Math.exp(score) / [score, ...others].reduce((sum, one) => sum + Math.exp(one), 0));
const halves = () => painted((x) => (x < 120 ? RED : BLUE));

export const FOLDERS: Record<TransformersTask, Walk> = {
  'text-classification': {
    draft: () => folderDraft('text-classification', sentiment()),
    fill: (page) => write(page, 'Text', 'A good film'),
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`POS ${share(1, 0)}`);
    },
  },
  'zero-shot-classification': {
    draft: () => folderDraft('zero-shot-classification', entailment()),
    async fill(page) {
      await write(page, 'Text', 'Stocks fell');
      await write(page, /^Labels to choose from/, 'sport\nfinance');
    },
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`finance ${share(3, 0)}`);
    },
  },
  'fill-mask': {
    draft: () => folderDraft('fill-mask', masked()),
    fill: (page) => write(page, /^Text with/, 'The capital of Italy is [MASK]'),
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`rome ${share(6, ...Array<number>(12).fill(0))}`);
    },
  },
  'token-classification': {
    draft: () => folderDraft('token-classification', names()),
    fill: (page) => write(page, 'Text', 'Ada Lovelace lives in London and Bern.'),
    async says(output) {
      const found = ['Ada Lovelace PER', 'London LOC', 'Bern LOC'];
      await expect(output.locator('mark')).toHaveText(
        found.map((text) => new RegExp(text.replace(/ (?=\w+$)/, '\\s*'))),
      );
    },
  },
  'question-answering': {
    draft: () => folderDraft('question-answering', answers()),
    async fill(page) {
      await write(page, 'Question', 'What is the capital of France?');
      await write(page, 'Text to find the answer in', 'The capital of France is Paris');
    },
    async says(output) {
      await expect(words(output)).toContainText('Paris');
      const sure = Math.exp(5) / (Math.exp(5) + 6);
      await expect(words(output)).toContainText(percent(sure ** 2));
      await expect(output.locator('mark')).toHaveText('Paris');
    },
  },
  'feature-extraction': {
    draft: () => folderDraft('feature-extraction', meanings()),
    fill: (page) => write(page, /^Texts/, 'the cat\nkitten\nthe car'),
    async says(output) {
      await expect(output).toContainText('Most alike: the cat and kitten, 0.800');
      await expect(output.getByRole('row', { name: /^the cat \d/ })).toContainText('0.80');
    },
  },
  summarization: {
    draft: () => folderDraft('summarization', dictionary({ purchase: 'buy', the: 'the', residence: 'home' })),
    fill: (page) => write(page, 'Text to sum up', 'Purchase the residence'),
    says: (output) => written(output, 'buy the home'),
  },
  translation: {
    draft: () =>
      folderDraft('translation', dictionary({ the: 'le', cat: 'chat', sees: 'voit', a: 'un', dog: 'chien' })),
    fill: (page) => write(page, 'Text to translate', 'The cat sees a dog'),
    says: (output) => written(output, 'le chat voit un chien'),
  },
  'text2text-generation': {
    draft: () => folderDraft('text2text-generation', dictionary({ two: '2', plus: '+', three: '3' })),
    fill: (page) => write(page, 'Text', 'two plus three'),
    says: (output) => written(output, '2 + 3'),
  },
  'automatic-speech-recognition': {
    draft: () => folderDraft('automatic-speech-recognition', speech()),
    fill: (page) => play(page, spoken(['h', 'h', '<pad>', 'i', '|', 'h', 'o', '<pad>', 'o', 'o'])),
    says: (output) => written(output, 'hi hoo'),
  },
  'audio-classification': {
    draft: () => folderDraft('audio-classification', loudness()),
    fill: (page) =>
      play(
        page,
        Float32Array.from({ length: 8_000 }, (_, at) => (at % 2 ? -1 : 1)),
      ),
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`loud ${share(10, 5)}`);
    },
  },
  'zero-shot-audio-classification': {
    draft: () => folderDraft('zero-shot-audio-classification', clap()),
    async fill(page) {
      await play(page, tones('high'));
      await write(page, /^Labels to choose from/, 'a low tone\na high tone');
    },
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`a high tone ${share(5, 0)}`);
    },
  },
  'text-to-audio': {
    draft: () => folderDraft('text-to-speech', voice(400)),
    fill: (page) => write(page, 'Text to say', 'low high'),
    async says(output) {
      // Two words of 800 numbers at 8 kHz, and as much silence on both sides.
      await expect(output.getByRole('img', { name: 'Sound: 0.4 seconds' })).toBeVisible();
      await expect(output).toContainText('8000 Hz');
    },
  },
  'image-classification': {
    draft: () => folderDraft('image-classification', colours()),
    fill: async (page) => show(page, await painted(() => [204, 102, 0])),
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`red ${share(8, 4, 0)}`);
    },
  },
  'zero-shot-image-classification': {
    draft: () => folderDraft('zero-shot-image-classification', clip()),
    async fill(page) {
      await show(page, await painted(() => BLUE));
      await write(page, /^Labels to choose from/, 'red\nblue');
    },
    async says(output) {
      await expect(first(output, 'Labels')).toContainText(`blue ${share(5, 0)}`);
    },
  },
  'object-detection': {
    draft: () => folderDraft('object-detection', twoBoxes()),
    fill: async (page) => show(page, await halves()),
    async says(output) {
      await expect(output.getByRole('img', { name: 'Found: one box on the picture' })).toBeVisible();
      await expect(first(output, 'Found')).toContainText(`cat ${share(5, 0, 0)} 120 × 60 at 60, 30`);
    },
  },
  'zero-shot-object-detection': {
    draft: () => folderDraft('zero-shot-object-detection', wanted()),
    async fill(page) {
      await show(page, await halves());
      await write(page, /^What to look for/, 'a blue thing\na red thing');
    },
    async says(output) {
      const sure = percent(1 / (1 + Math.exp(-2)));
      const boxes = output.getByRole('list', { name: 'Found' }).getByRole('listitem');
      // The blue one, at 11.9%, counts too: the form begins with a tenth.
      await expect(boxes).toHaveCount(2);
      await expect(boxes.filter({ hasText: 'a red thing' })).toContainText(`${sure} 120 × 120 at 0, 0`);
    },
  },
  'image-segmentation': {
    draft: () => folderDraft('image-segmentation', colourAreas()),
    fill: async (page) => show(page, await halves()),
    async says(output) {
      const parts = output.getByRole('list', { name: 'Parts of the picture' }).getByRole('listitem');
      await expect(parts).toHaveText([/red\s*50\.0%/, /blue\s*50\.0%/]);
    },
  },
  'depth-estimation': {
    draft: () => folderDraft('depth-estimation', depth()),
    fill: async (page) => show(page, await painted((x) => [x, x, x])),
    async says(output) {
      const drawing = output.getByRole('img', { name: 'Depth' });
      const [far, near] = [await colourAt(drawing, 0.02, 0.5), await colourAt(drawing, 0.98, 0.5)];
      // The right is bright, so it is near, and what is near glows.
      expect(near[1]! - far[1]!).toBeGreaterThan(100);
    },
  },
  'image-to-image': {
    draft: () => folderDraft('image-to-image', doubled()),
    fill: async (page) => show(page, await halves()),
    async says(output) {
      const drawing = output.getByRole('img', { name: /^Picture: picture of 480 by 240/ });
      expect(await colourAt(drawing, 0.9, 0.5)).toEqual([0, 0, 255, 255]);
      await expect(output).toContainText('480 × 240, 2×');
    },
  },
  'background-removal': {
    draft: () => folderDraft('background-removal', foreground()),
    fill: async (page) => show(page, await painted((_, y) => (y < 60 ? [255, 255, 255] : [0, 0, 0]))),
    async says(output) {
      const drawing = output.getByRole('img', { name: /^Picture: picture of 240 by 120/ });
      expect(await colourAt(drawing, 0.9, 0.1)).toEqual([255, 255, 255, 255]);
      expect((await colourAt(drawing, 0.9, 0.9))[3]).toBe(0);
    },
  },
  'image-to-text': {
    draft: () => folderDraft('image-to-text', caption()),
    fill: async (page) => show(page, await painted(() => RED)),
    says: (output) => written(output, 'a red picture'),
  },
  'image-feature-extraction': {
    draft: () => folderDraft('image-feature-extraction', colourVector()),
    fill: async (page) => show(page, await painted(() => [255, 0, 51])),
    async says(output) {
      await expect(output.getByRole('region', { name: 'Vector' })).toContainText('1  0  0.2');
    },
  },
};
