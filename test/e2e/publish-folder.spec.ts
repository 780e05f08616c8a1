// Folders that do something as a whole: Hugging Face exports that read texts, and a TensorFlow.js model. Each is chosen,
// tried, published, called and paid; what comes out is what follows by hand.
import type { Page } from '@playwright/test';
import { answers, sentiment } from '../hf-folders/text.ts';
import { scaler } from '../hf-folders/tfjs.ts';
import { dropFolder, writeFolder, type FolderContents } from './model-folder.ts';
import { fillIn, goTo, publish, published } from './publish-form.ts';
import { chooseDevice, expect, sign, test, type Visitor } from './site.ts';

const CARD = `---
license: apache-2.0
pipeline_tag: text-classification
---
# Film words

Says whether a *film* was liked.
`;

interface Folder {
  name: string;
  contents: FolderContents;
  task: string;
}

async function choose(author: Visitor, path: string, { contents }: Folder): Promise<void> {
  const folder = await writeFolder(path, contents);
  await author.goto('#/publish');
  await author.connect();
  await dropFolder(author.page, folder);
}

/** Runs what is in the fields, on the processor. */
async function tryIt(page: Page): Promise<void> {
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Output', exact: true })).toContainText(/Ran in .* on CPU/);
}

async function publishAs(author: Visitor, { name, task }: Folder): Promise<string> {
  const summary = 'Follows by hand.';
  await fillIn(author.page, { name, summary, task, price: '0.004', epochs: 4 });
  await publish(author.page);
  await sign(author);
  await sign(author);
  return published(author.page, name);
}

/** Runs, pays and unlocks. */
async function call({ page, output }: Visitor): Promise<void> {
  await chooseDevice(page, /processor|wasm|CPU/i);
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByRole('button', { name: /^Pay .* and unlock/ }).click();
  await sign({ page });
  await expect(output.getByRole('region', { name: 'Receipt' })).toContainText('4 mSUI');
}

test('a folder that reads texts is proposed as a whole, tried, published, called and paid', async ({
  caller: author,
  newVisitor,
}, info) => {
  const { page } = author;
  const folder: Folder = {
    name: 'Film words',
    task: 'text-classification',
    contents: {
      ...sentiment(),
      'README.md': CARD,
      'vocab.txt': 'good',
      'model.safetensors': new Uint8Array(9),
    },
  };
  await choose(author, info.outputPath('film-words'), folder);
  const files = page.getByRole('list', { name: 'Chosen files' });
  await expect(files.getByRole('listitem')).toHaveCount(4);
  await expect(files).toContainText('tokenizer.json');
  const way = page.getByRole('group', { name: 'What people call' });
  await expect(way.getByRole('radio', { name: /text-classification/ })).toBeChecked();

  await page.getByRole('button', { name: 'Next: What it is' }).click();
  await expect(page.getByLabel('Task', { exact: true })).toHaveValue('text-classification');
  await goTo(page, 'Inputs and outputs');
  const input = page.getByRole('group', { name: 'Input text' }).first();
  await expect(input).toContainText('People give a text.');
  await input.getByLabel('In the field at first').fill('A good film');

  await goTo(page, 'Try it here');
  await expect(page.getByRole('textbox', { name: 'Text' })).toHaveValue('A good film');
  await page.getByRole('textbox', { name: 'Text' }).fill('A good, good film');
  await tryIt(page);
  const result = page.getByRole('region', { name: 'Output', exact: true });
  // Two against none: e^2 / (e^2 + 1) = 0.8808.
  await expect(result.getByRole('listitem').first()).toContainText(/POS.*88/s);

  const model = await publishAs(author, folder);
  const visitor = await newVisitor();
  await visitor.goto(`#/model/${model}`);
  await visitor.connect();
  await visitor.page.getByRole('textbox', { name: 'Text' }).fill('bad bad film');
  await call(visitor);
  await expect(visitor.output.getByRole('listitem').filter({ hasText: 'NEG' })).toContainText('88');
  const { manifest } = await author.actor.hub.open(model);
  expect(manifest.pipeline).toEqual({ kind: 'transformers', task: 'text-classification' });
  expect(author.complaints).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

test('an answer is shown in the text it was found in; the graph by itself is one click away', async ({
  caller: author,
}, info) => {
  const { page } = author;
  await choose(author, info.outputPath('capitals'), { name: 'Capitals', task: '', contents: answers() });
  await page.getByRole('radio', { name: /One graph by itself/ }).check();
  await expect(page.getByText(/reads tokens/)).toBeVisible();
  await goTo(page, 'Inputs and outputs');
  await expect(page.getByRole('group', { name: 'Input input_ids' })).toBeVisible();
  await goTo(page, 'Files');
  await page.getByRole('radio', { name: /question-answering/ }).check();
  await goTo(page, 'Try it here');
  await page.getByRole('textbox', { name: 'Question' }).fill('What is the capital of France?');
  await page
    .getByRole('textbox', { name: 'Text to find the answer in' })
    .fill('The capital of France is Paris.');
  await tryIt(page);
  const result = page.getByRole('region', { name: 'Output', exact: true });
  await expect(result.locator('mark')).toHaveText('Paris');
  expect(author.complaints).toEqual([]);
});

test('a TensorFlow.js folder is tried, published, called and paid', async ({
  caller: author,
  newVisitor,
}, info) => {
  const { page } = author;
  const folder: Folder = { name: 'Three times', task: 'other', contents: { ...scaler(), 'notes.txt': 'x' } };
  await choose(author, info.outputPath('three-times'), folder);
  const files = page.getByRole('list', { name: 'Chosen files' });
  await expect(files.getByRole('listitem')).toHaveCount(2);
  await expect(files).toContainText('exported by 2.15.0, TensorFlow.js Converter');
  await goTo(page, 'Try it here');
  await page.getByRole('textbox', { name: /numbers/ }).fill('[[1, 2, 3]]');
  await tryIt(page);
  await expect(page.getByRole('region', { name: 'Output', exact: true })).toContainText(/2.*6.*12/s);

  const model = await publishAs(author, folder);
  const visitor = await newVisitor();
  await visitor.goto(`#/model/${model}`);
  await visitor.connect();
  await visitor.page.getByRole('textbox', { name: /numbers/ }).fill('[[10, 20, 30]]');
  await call(visitor);
  await expect(visitor.output).toContainText(/20.*60.*120/s);
  const { listing, manifest } = await author.actor.hub.open(model);
  expect(listing.runtime).toBe('tfjs');
  expect(manifest.files.map(({ path }) => path).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
});
