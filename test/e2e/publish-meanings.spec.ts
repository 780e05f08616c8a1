// An author says by controls alone what the tensors of a model mean; what is off is said in words while it is written; and
// files of the folder are labels and examples that callers find one click away.
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { redDraft, rowsDraft } from '../widget-models.ts';
import { writeFolder } from './model-folder.ts';
import { chooseFiles, goTo, kept, publish, published } from './publish-form.ts';
import { chooseDevice, expect, sign, test } from './site.ts';

const group = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });
const choose = (scope: Locator, label: string, words: string) =>
  scope.getByLabel(label, { exact: true }).selectOption({ label: words });
const write = (scope: Locator, label: string, text: string) =>
  scope.getByLabel(label, { exact: true }).fill(text);

async function modelOf(draft: ReturnType<typeof redDraft>): Promise<Uint8Array> {
  return new Uint8Array(await draft.files[0]!.data.arrayBuffer());
}

/** 64 x 64, all red. */
function redPicture(): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
}

test('boxes, points, parts, pictures and heat are said without a line of JSON, and mean what they should', async ({
  caller: author,
  newVisitor,
}, info) => {
  const { page, actor } = author;
  const meant = redDraft();
  const folder = await writeFolder(info.outputPath('sees-red'), {
    'model.onnx': await modelOf(meant),
    'classes/colours.json': JSON.stringify({ red: 0, green: 1, blue: 2 }),
    'examples/red.png': new Uint8Array(await redPicture()),
  });
  await author.goto('#/publish');
  await author.connect();
  await page.getByLabel('Choose a model folder').setInputFiles(folder);
  await goTo(page, 'Inputs and outputs');

  const image = group(page, 'Input image');
  await expect(image.getByLabel('People give')).toHaveValue('image');
  await expect(image.getByLabel('Width')).toHaveValue('64');
  await write(image, 'Width', '60');
  await expect(image).toContainText('The file wants pictures 64 wide, not 60.');
  await write(image, 'Width', 'wide');
  await expect(image).toContainText('Width: write a whole number above zero.');
  await write(image, 'Width', '64');
  await expect(image.getByText(/^Width:|wants pictures/)).toHaveCount(0);
  await choose(image, 'If it does not fit', 'add borders');
  await write(image, 'Shown as', 'Picture');

  const boxes = group(page, 'Output boxes');
  await write(boxes, 'Shown as', 'What is red');
  await choose(boxes, 'People see', 'boxes on the picture');
  await write(boxes, 'Shown from this score on', 'half');
  await expect(boxes).toContainText('Shown from this score on: write a number.');
  await write(boxes, 'Shown from this score on', '0.5');
  await write(boxes, 'Labels in order, one a line', 'red <b>thing</b>');
  await boxes.getByText('More', { exact: true }).click();
  await write(boxes, 'How many at most', '10');

  const corners = group(page, 'Output corners');
  await write(corners, 'Shown as', 'Corners');
  await choose(corners, 'People see', 'points on the picture');
  await choose(corners, 'Each point is', 'y, then x');
  await write(corners, 'Numbers of a point', '3');
  await write(corners, 'Its score is number', '2');
  await write(corners, 'Shown from this score on', '0.5');
  await write(corners, 'Points in order, one a line', 'top left\ntop right\nbottom right\nbottom left');
  await write(corners, 'Lines between points, one a line', '0 1\n1 2\n2 3\n3');
  await expect(corners).toContainText('"3" is not two whole numbers, like 5 7.');
  await write(corners, 'Lines between points, one a line', '0 1\n1 2\n2 3\n3 0');

  const classes = group(page, 'Output classes');
  await write(classes, 'Shown as', 'Nearest colour');
  await choose(classes, 'People see', 'parts of the picture');
  await write(classes, 'Labels in order, one a line', 'red');
  await expect(classes).toContainText('1 label for 3 scores.');
  await classes
    .getByLabel('Labels in order, one a line, from the folder')
    .selectOption({ label: 'classes/colours.json' });
  await expect(classes.getByLabel('Labels in order, one a line', { exact: true })).toHaveValue(
    'red\ngreen\nblue',
  );
  await expect(classes.getByText(/for 3 scores/)).toHaveCount(0);

  const large = group(page, 'Output large');
  await write(large, 'Shown as', 'Enlarged');
  await choose(large, 'People see', 'a picture');
  const heat = group(page, 'Output heat');
  await write(heat, 'Shown as', 'Heat');
  await choose(heat, 'People see', 'a heat map over the picture');
  // Neither type nor shape allows it.
  await expect(heat.getByLabel('People see').getByRole('option', { name: 'places marked' })).toHaveCount(0);

  await kept(page);
  await page.reload();
  await expect(corners.getByLabel('Numbers of a point')).toHaveValue('3');
  await boxes.getByRole('button', { name: 'As JSON' }).click();
  const json = boxes.getByLabel('Meaning, as JSON of the manifest');
  expect(JSON.parse(await json.inputValue())).toEqual(meant.outputs[0]!.postprocess);
  await json.fill('{"kind": "boxes"}');
  await expect(boxes.getByRole('button', { name: 'Back to the fields' })).toBeDisabled();
  await json.fill(JSON.stringify(meant.outputs[0]!.postprocess));
  await boxes.getByRole('button', { name: 'Back to the fields' }).click();
  await expect(boxes.getByLabel('Shown from this score on')).toHaveValue('0.5');

  await goTo(page, 'Try it here');
  await page.getByLabel('Picture, from the folder').selectOption({ label: 'examples/red.png' });
  await expect(page.getByRole('img', { name: 'Chosen for Picture: red.png' })).toBeVisible();
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(author.output.getByRole('img', { name: 'What is red: one box on the picture' })).toBeVisible();
  await page.getByLabel('Name of the example').fill('All red');
  await page.getByRole('button', { name: 'Keep as an example' }).click();

  await goTo(page, 'What it is');
  await page.getByLabel('Name', { exact: true }).fill('Sees red too');
  await publish(page);
  await sign(author);
  await sign(author);
  const model = await published(page, 'Sees red too');
  const { manifest } = await actor.hub.open(model);
  expect(manifest.inputs).toEqual(meant.inputs);
  expect(manifest.outputs).toEqual(meant.outputs);

  const visitor = await newVisitor();
  await visitor.goto(`#/model/${model}`);
  await visitor.page.getByRole('button', { name: 'All red' }).click();
  await expect(visitor.page.getByRole('img', { name: 'Chosen for Picture: red.png' })).toBeVisible();
  expect(author.complaints).toEqual([]);
});

test('numbers with two ends, a choice by hand, and a table of the folder as an example', async ({
  caller: author,
  newVisitor,
}, info) => {
  const { page, actor } = author;
  const folder = await writeFolder(info.outputPath('rows'), {
    'rows.onnx': await modelOf(rowsDraft()),
    // Too long to be shown in the field.
    'samples/rows.csv': `a,b,c\n${'1,2,3\n'.repeat(4_000)}`,
  });
  await author.goto('#/publish');
  await author.connect();
  await page.getByLabel('Choose a model folder').setInputFiles(folder);
  await goTo(page, 'Inputs and outputs');
  const factor = group(page, 'Input factor');
  await expect(factor.getByLabel('People give')).toContainText('a number');
  await write(factor, 'Smallest', '0');
  await expect(factor).toContainText('Largest: write a number.');
  await write(factor, 'Largest', '10');
  await write(factor, 'Step', '0.5');
  await write(factor, 'In the field at first', '11');
  await expect(factor).toContainText('it is outside of 0 to 10, which you allow.');
  await write(factor, 'In the field at first', '2');
  await expect(factor.getByLabel(/^A seed/)).toHaveCount(0);
  const odd = group(page, 'Input odd');
  await expect(odd.getByLabel('People give')).toContainText('yes or no');
  await choose(odd, 'People give', 'one of a few choices');
  await expect(odd).toContainText('Choices, one a line: list at least one.');
  await write(odd, 'Choices, one a line', 'Unit = false\nNought = true');
  await choose(odd, 'Chosen at first', 'Nought');
  await odd.getByLabel('Seldom changed: behind "More settings"').check();

  await goTo(page, 'Try it here');
  await page.getByLabel('rows, from the folder').selectOption({ label: 'samples/rows.csv' });
  await expect(page.getByText(/^rows\.csv, 24/)).toBeVisible();
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(author.output).toContainText(/Ran in .* on CPU/);
  await page.getByLabel('Name of the example').fill('Many rows');
  await page.getByRole('button', { name: 'Keep as an example' }).click();
  await publish(page);
  await sign(author);
  await sign(author);
  const model = await published(page, 'rows');
  const { manifest } = await actor.hub.open(model);
  expect(manifest.inputs).toMatchObject([
    { name: 'rows' },
    { name: 'factor', initial: 2, range: { min: 0, max: 10, step: 0.5 } },
    {
      name: 'odd',
      advanced: true,
      initial: 1,
      preprocess: {
        choices: [
          { label: 'Unit', value: 0 },
          { label: 'Nought', value: 1 },
        ],
      },
    },
  ]);
  expect(manifest.examples[0]!.inputs['rows']).toEqual({
    kind: 'file',
    path: 'examples/1-rows.csv',
    mime: 'text/csv',
  });

  const visitor = await newVisitor();
  await visitor.goto(`#/model/${model}`);
  await visitor.page.getByRole('button', { name: 'Many rows' }).click();
  await expect(visitor.page.getByText(/^rows\.csv, 24/)).toBeVisible();
  await expect(visitor.page.getByRole('slider', { includeHidden: true })).toHaveCount(1);
  expect([...author.complaints, ...visitor.complaints]).toEqual([]);
});

test('a file that holds no labels says so, and the fields fit a phone', async ({
  newVisitor,
  site,
}, info) => {
  void site;
  const visitor = await newVisitor({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = visitor;
  await visitor.goto('#/publish');
  await chooseFiles(page, { name: 'red.onnx', bytes: await modelOf(redDraft()) });
  await goTo(page, 'Inputs and outputs');
  const boxes = group(page, 'Output boxes');
  await choose(boxes, 'People see', 'boxes on the picture');
  await boxes
    .getByLabel('Labels in order, one a line, from a text file')
    .setInputFiles({ name: 'none.json', mimeType: 'application/json', buffer: Buffer.from('{"a": 1}') });
  await expect(boxes).toContainText('Nothing of the kind was found in none.json.');
  await boxes.getByText('More', { exact: true }).click();
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide).toBe(0);
  await page.screenshot({ path: info.outputPath('meanings-phone.png'), fullPage: true });
});
