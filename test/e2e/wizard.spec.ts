// An author drops a folder and is led to a listing: values proposed, every step surviving a reload, the model tried and
// an example kept before anything is signed; and with a single file it takes three clicks.
import { scaler } from '../hf-folders/tfjs.ts';
import { tinyModel } from '../tiny-onnx.ts';
import { dropFolder, writeFolder } from './model-folder.ts';
import { chooseFiles, goTo, kept, publication, publish, publishButton, published } from './publish-form.ts';
import { sui, wal } from './purse.ts';
import { chooseDevice, expect, sign, test } from './site.ts';

test('a dropped export proposes its values, survives a reload at each step, is tried, and its example is there for a caller', async ({
  caller: author,
  newVisitor,
}, info) => {
  const { page, actor } = author;
  const folder = await writeFolder(info.outputPath('bird-net'));
  await author.goto('#/publish');
  await author.connect();
  const reload = async () => {
    await kept(page);
    await page.reload();
  };

  await dropFolder(page, folder);
  const files = page.getByRole('list', { name: 'Chosen files' });
  await expect(files.getByRole('listitem')).toHaveCount(3);
  await page.getByText('3 files are not published').click();
  await expect(page.getByRole('list', { name: 'Files left out' })).toContainText('for another framework');
  await reload();
  await expect(files).toContainText('onnx/model.onnx_data');
  await expect(page.getByLabel('Model to publish')).toHaveValue('onnx/model.onnx');

  await page.getByRole('button', { name: 'Next: What it is' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Bird net');
  await expect(page.getByLabel('Task', { exact: true })).toHaveValue('image-classification');
  await expect(page.getByLabel('Licence')).toHaveValue('CC-BY-4.0');
  await expect(page.getByLabel('Tags')).toHaveValue('vision, birds');
  await expect(page.getByLabel('What it does, in one line')).toHaveValue('Names birds in small pictures.');
  await page.getByLabel('Name', { exact: true }).fill('Bird net two');
  await reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Bird net two');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'Preview of the card' })).toContainText(
    'Names birds in small',
  );

  await page.getByRole('button', { name: 'Next: Inputs and outputs' }).click();
  const output = page.getByRole('group', { name: 'Output y' });
  await expect(output).toContainText('Proposed by config.json.');
  await expect(output.getByLabel('Labels in order, one a line', { exact: true })).toHaveValue(
    'finch\ntit\nwren',
  );
  await output.getByLabel('Scores are').selectOption({ label: 'ready as they are' });
  await reload();
  await expect(output.getByLabel('Scores are')).toHaveValue('none');

  await page.getByRole('button', { name: 'Next: Try it here' }).click();
  const before = { sui: await sui(actor), wal: await wal(actor) };
  await page.getByRole('textbox', { name: /^x\b/ }).fill('[[1, 2, 3]]');
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const result = page.getByRole('region', { name: 'Output', exact: true });
  await expect(result).toContainText(/Ran in .* on CPU/);
  await expect(result.getByRole('listitem').first()).toContainText('wren');
  await page.getByLabel('Name of the example').fill('Three numbers');
  await page.getByRole('button', { name: 'Keep as an example' }).click();
  expect({ sui: await sui(actor), wal: await wal(actor) }).toEqual(before);
  expect(author.sent()).toBe(0);
  await reload();
  await expect(page.getByLabel('Name of example 1')).toHaveValue('Three numbers');

  await page.getByRole('button', { name: 'Next: Price and storage' }).click();
  await page.getByLabel('Price per call, SUI').fill('0.002');
  await page.getByLabel('Storage term, epochs').fill('4');
  await expect(page.getByText(/56 days, until/)).toBeVisible();
  await reload();
  await expect(page.getByLabel('Price per call, SUI')).toHaveValue('0.002');
  await expect(page.getByText('Network fee of your signatures')).toBeVisible();

  await page.getByRole('button', { name: 'Next: Review' }).click();
  await reload();
  await publish(page);
  await sign(author);
  await sign(author);
  const model = await published(page, 'Bird net two');
  expect(author.sent()).toBe(2);
  await page.getByRole('button', { name: 'Publish another' }).click();
  await expect(files).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('or drop them here')).toBeVisible();
  await expect(files).toHaveCount(0);

  const { listing, manifest } = await actor.hub.open(model);
  expect(listing).toMatchObject({ license: 'CC-BY-4.0', tags: ['vision', 'birds'], price: 2_000_000n });
  expect(manifest.files.map(({ path }) => path).sort()).toEqual([
    'config.json',
    'onnx/model.onnx',
    'onnx/model.onnx_data',
  ]);
  const visitor = await newVisitor();
  await visitor.goto(`#/model/${model}`);
  await visitor.connect();
  await visitor.page.getByRole('button', { name: 'Three numbers' }).click();
  await expect(visitor.page.getByRole('textbox', { name: /^x\b/ })).toHaveValue('[[1, 2, 3]]');
  expect(author.complaints).toEqual([]);
});

test('a single file takes three clicks: choose, go on as it stands, publish', async ({ caller }) => {
  const { page, actor } = caller;
  await caller.goto('#/publish');
  await caller.connect();
  await chooseFiles(page, { name: 'quick_scaler.onnx', bytes: tinyModel({ weights: [9, 9, 9] }) });
  await page.getByRole('button', { name: 'Publish as it stands' }).click();
  await publishButton(page).click();
  await sign(caller);
  await sign(caller);
  const { listing } = await actor.hub.open(await published(page, 'quick scaler'));
  expect(listing).toMatchObject({ name: 'quick scaler', task: 'other', price: 4_000_000n });
});

test('a draft can be given up, and a declined one is written on', async ({ caller }) => {
  const { page } = caller;
  await caller.goto('#/publish');
  await caller.connect();
  await chooseFiles(page, { name: 'first.onnx', bytes: tinyModel({ weights: [8, 1, 8] }) });
  await publish(page);
  await sign(caller, 'Decline');
  await publication(page).getByRole('button', { name: 'Back to the form' }).click();
  await goTo(page, 'What it is');
  await page.getByLabel('Name', { exact: true }).fill('Second thoughts');
  await kept(page);
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Second thoughts');
  await expect(page.getByRole('region', { name: 'Unfinished' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(page.getByText('or drop them here')).toBeVisible();
  await page.reload();
  await expect(page.getByText('or drop them here')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Chosen files' })).toHaveCount(0);
});

test('a TensorFlow.js model whose weights were not chosen is recognised, and what is missing is named', async ({
  caller,
}, info) => {
  const { page } = caller;
  const { 'group1-shard1of1.bin': weights, ...rest } = scaler();
  const folder = await writeFolder(info.outputPath('tfjs'), rest);
  await caller.goto('#/publish');
  await page.getByLabel('Choose a model folder').setInputFiles(folder);
  await expect(page.getByText('The model keeps weights in another file that is not here.')).toBeVisible();
  await page.getByText('Details').click();
  await expect(page.getByText(/group1-shard1of1\.bin/)).toBeVisible();
  await chooseFiles(page, { name: 'group1-shard1of1.bin', bytes: weights as Uint8Array });
  await expect(page.getByText('The model keeps weights in another file')).toHaveCount(0);
});
