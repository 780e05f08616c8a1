// An author's way through the page: from a file to a listing that earns, interrupted at every bad moment.
import { readFile } from 'node:fs/promises';
import { decodeWav, encodeWav, prepareInput, toHex, type Hub, type Tensors } from '../../src/lib/index.ts';
import { VAD_FILE, vadInputs } from '../draft.ts';
import { tinyModel } from '../tiny-onnx.ts';
import { chooseFiles, dropFile, fillIn, goTo, publication, publish, published } from './publish-form.ts';
import { sui, wal } from './purse.ts';
import { chooseDevice, expect, sign, test, type Visitor } from './site.ts';

const TRIPLE = {
  name: 'Triple',
  summary: 'Scales three numbers',
  task: 'scaling',
  price: '0.0025',
  epochs: 3,
};

test('an author publishes a dropped file with two signatures; a stranger finds it, pays and gets the right answer', async ({
  caller: author,
  newVisitor,
}) => {
  const { page, actor } = author;
  await author.goto('#/publish');
  await author.connect();
  const bytes = tinyModel({ weights: [3, 3, 3] });
  await dropFile(page, { name: 'triple.onnx', bytes });
  await expect(page.getByRole('list', { name: 'Chosen files' })).toContainText('triple.onnx');
  await goTo(page, 'Inputs and outputs');
  await expect(page.getByRole('group', { name: 'Input x' })).toContainText('x float32 [n, 3]');
  await expect(page.getByRole('group', { name: 'Output y' })).toContainText('y float32 [n, 3]');
  await fillIn(page, TRIPLE);
  await expect(page.getByText('2.5 mSUI reaches you with every call')).toBeVisible();
  const quoted = await actor.hub.storageQuote([bytes.length, 4096], TRIPLE.epochs);
  const cost = `${Number((Number(quoted.wal) / 1e9).toPrecision(4))} WAL`;
  await expect(page.getByText(cost).first()).toBeVisible();
  const walBefore = await wal(actor);

  await publish(page);
  await sign(author);
  await sign(author);
  const model = await published(page, TRIPLE.name);
  expect(author.sent()).toBe(2);
  expect(walBefore - (await wal(actor))).toBe(quoted.wal);

  const stranger = await newVisitor();
  await stranger.goto('');
  await stranger.page.getByRole('searchbox', { name: 'Search models' }).fill('triple');
  await expect(stranger.page.getByText('1 model', { exact: true })).toBeVisible();
  await stranger.page.getByRole('link', { name: TRIPLE.name }).click();
  await stranger.connect();
  await chooseDevice(stranger.page, /CPU/);
  await stranger.page.getByRole('textbox', { name: /^x\b/ }).fill('[[1.5, -2, 1e3]]');
  await stranger.page.getByRole('button', { name: 'Run', exact: true }).click();
  const before = await sui(actor);
  await stranger.output.getByRole('button', { name: 'Pay 2.5 mSUI and unlock' }).click();
  await sign(stranger);
  await expect(stranger.output).toContainText('4.5  -6  3000');
  expect((await sui(actor)) - before).toBe(2_500_000n);
  const x = { dtype: 'float32' as const, shape: [1, 3], data: Float32Array.of(1.5, -2, 1e3) };
  expect(await receiptHash(stranger)).toBe((await runHere(actor.hub, model, { x })).hash);
  expect(author.complaints).toEqual([]);
  expect(stranger.complaints).toEqual([]);
});

test("Silero VAD: state and sample rate filled in, a recording gives the runtime's own answer; then price and switch", async ({
  caller: author,
  newVisitor,
}) => {
  const { page, actor } = author;
  await author.goto('#/publish');
  await author.connect();
  await chooseFiles(page, { name: 'silero_vad_v6.onnx', bytes: new Uint8Array(await readFile(VAD_FILE)) });
  await goTo(page, 'Inputs and outputs');
  const field = (kind: 'Input' | 'Output', name: string) =>
    page.getByRole('group', { name: `${kind} ${name}`, exact: true });
  await expect(field('Input', 'sr')).toContainText('sr int64 []');
  await field('Input', 'input').getByLabel('People give').selectOption({ label: 'a recording' });
  await field('Input', 'input').getByLabel('Samples, empty for all').fill('576');
  for (const [name, fill, shape] of [
    ['state', '0', '2, 1, 128'],
    ['sr', '16000', ''],
  ] as const) {
    await field('Input', name)
      .getByLabel('People give')
      .selectOption({ label: 'nothing: filled in for them' });
    await field('Input', name).getByLabel('Every value').fill(fill);
    await field('Input', name)
      .getByLabel(/^Shape/)
      .fill(shape);
  }
  await field('Output', 'stateN').getByLabel('People see').selectOption({ label: 'nothing: a by-product' });
  const name = 'Voice activity';
  await fillIn(page, {
    name,
    summary: 'Says how likely a moment of sound is speech',
    task: 'voice-activity-detection',
    price: '0.004',
    epochs: 2,
  });
  await publish(page);
  await sign(author);
  await sign(author);
  const model = await published(page, name);
  expect(author.sent()).toBe(2);

  const wav = encodeWav({ samples: vadInputs().input!.data as Float32Array, sampleRate: 16_000 });
  const listener = await newVisitor();
  await listener.goto(`#/model/${model}`);
  await listener.connect();
  await expect(listener.page.getByText('Advanced: 2 inputs filled in for you')).toBeVisible();
  await listener.page
    .getByLabel('Choose a recording for input')
    .setInputFiles({ name: 'moment.wav', mimeType: 'audio/wav', buffer: Buffer.from(wav) });
  await chooseDevice(listener.page, /CPU/);
  await listener.page.getByRole('button', { name: 'Run', exact: true }).click();
  await listener.output.getByRole('button', { name: 'Pay 4 mSUI and unlock' }).click();
  await sign(listener);
  await expect(listener.output.getByRole('region', { name: 'Receipt' })).toBeVisible();
  const { manifest } = await actor.hub.open(model);
  const heard = prepareInput(
    manifest.inputs.find((input) => input.name === 'input')!,
    {
      kind: 'audio',
      recording: decodeWav(wav),
    },
  );
  const reference = await runHere(actor.hub, model, { ...vadInputs(), input: heard });
  const probability = Number((reference.outputs['output']!.data as Float32Array)[0]);
  await expect(listener.output).toContainText(String(Number(probability.toPrecision(4))));
  expect(await receiptHash(listener)).toBe(reference.hash);

  await page.getByRole('link', { name: 'My models' }).click();
  const mine = page.getByRole('list', { name: 'My models' }).getByRole('listitem').filter({ hasText: name });
  await expect(mine).toContainText('4 mSUI');
  const change = mine.getByRole('group', { name: `Change ${name}` });
  await change.getByRole('button', { name: 'Change price' }).click();
  await mine.getByLabel('Price per call, SUI').fill('0.006');
  await mine.getByRole('button', { name: 'Set price' }).click();
  await sign(author);
  await expect(mine).toContainText('6 mSUI');
  expect((await actor.hub.open(model)).listing.price).toBe(6_000_000n);

  await change.getByRole('button', { name: 'Switch off' }).click();
  await mine.getByRole('form', { name: 'Switch off' }).getByRole('button', { name: 'Switch off' }).click();
  await sign(author);
  await expect(mine).toContainText('switched off, refuses calls');
  await listener.page.reload();
  await expect(listener.page.getByText('The author has switched this model off.')).toBeVisible();
  await expect(listener.page.getByRole('button', { name: 'Run', exact: true })).toHaveCount(0);

  await change.getByRole('button', { name: 'Switch on' }).click();
  await mine.getByRole('form', { name: 'Switch on' }).getByRole('button', { name: 'Switch on' }).click();
  await sign(author);
  await expect(mine).not.toContainText('switched off');
  expect((await actor.hub.open(model)).listing.active).toBe(true);
});

test('a tab reloaded before the second signature goes on from there: two signatures, one listing', async ({
  caller: author,
}) => {
  const { page, actor, context } = author;
  const name = 'Interrupted';
  await author.goto('#/publish');
  await author.connect();
  await chooseFiles(page, { name: 'interrupted.onnx', bytes: tinyModel({ weights: [1, 2, 5] }) });
  await fillIn(page, { ...TRIPLE, name });
  const unfinished = page.getByRole('region', { name: 'Unfinished' });
  const walBefore = await wal(actor);

  // The relay is down after the storage was bought.
  const relay = /\/blob-upload-relay/;
  await context.route(relay, (route) => route.abort());
  await publish(page);
  await sign(author);
  await expect(publication(page)).toContainText('The upload relay did not answer.');
  const bought = walBefore - (await wal(actor));
  expect(bought).toBeGreaterThan(0n);
  await page.reload();
  await expect(unfinished).toContainText(`${name} begun just now, storage bought, files not uploaded`);
  await context.unroute(relay);

  await unfinished.getByRole('button', { name: `Resume ${name}` }).click();
  await expect(page.getByRole('dialog', { name: 'Development wallet' })).toContainText('hub::');
  await page.reload();
  await expect(unfinished).toContainText('files stored, not listed');
  await unfinished.getByRole('button', { name: `Resume ${name}` }).click();
  await sign(author);
  await published(page, name);
  await expect(unfinished).toBeHidden();
  expect(author.sent()).toBe(2);
  expect(walBefore - (await wal(actor))).toBe(bought);
  expect(await listed(actor.hub, name)).toBe(1);
});

test('a declined signature keeps the publication: nothing is spent, and it is finished later', async ({
  caller: author,
}) => {
  const { page, actor } = author;
  const name = 'Hesitant';
  await author.goto('#/publish');
  await author.connect();
  await chooseFiles(page, { name: 'hesitant.onnx', bytes: tinyModel({ weights: [7, 7, 7] }) });
  await fillIn(page, { ...TRIPLE, name });
  const before = { sui: await sui(actor), wal: await wal(actor) };
  await publish(page);
  await sign(author, 'Decline');
  await expect(publication(page)).toContainText('The wallet did not sign. Your publication is kept');
  expect({ sui: await sui(actor), wal: await wal(actor) }).toEqual(before);
  expect(author.sent()).toBe(0);

  await publication(page).getByRole('button', { name: 'Resume' }).click();
  await sign(author);
  await sign(author, 'Decline');
  await expect(publication(page)).toContainText('The wallet did not sign.');
  expect(await listed(actor.hub, name)).toBe(0);
  await publication(page).getByRole('button', { name: 'Resume' }).click();
  await sign(author);
  await published(page, name);
  expect(author.sent()).toBe(2);
  expect(await listed(actor.hub, name)).toBe(1);
});

/** The same model, out of the same listing, run by the runtime in this process. */
async function runHere(hub: Hub, id: string, inputs: Tensors): Promise<{ hash: string; outputs: Tensors }> {
  const model = await hub.load(await hub.open(id));
  const locked = await model.run(inputs);
  const hash = toHex(locked.outputHash);
  return { hash, outputs: await locked.release() };
}

/** What the paid call committed to having computed. */
async function receiptHash({ page, output }: Visitor): Promise<string> {
  const download = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download the receipt' }).click();
  const receipt = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
    opening: { outputHash: string };
  };
  return receipt.opening.outputHash;
}

async function listed(hub: Hub, name: string): Promise<number> {
  const { items } = await hub.list({ limit: 100 });
  return items.filter((listing) => listing.name === name).length;
}
