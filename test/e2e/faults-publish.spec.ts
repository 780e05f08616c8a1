// Files that cannot become a model: said in a sentence before anything is signed.
import { tinyModel } from '../tiny-onnx.ts';
import { tinyInputs } from '../draft.ts';
import { chooseFiles, fillIn, goTo, publish, publishButton, published } from './publish-form.ts';
import { sui, wal } from './purse.ts';
import { expect, sign, test } from './site.ts';

const VALUES = { name: 'Faulty', summary: '', task: 'scaling', price: '0.004', epochs: 2 };

for (const [what, bytes, sentence] of [
  ['a text', new TextEncoder().encode('This is not a model.'), 'The file is not an ONNX model.'],
  ['a model cut short', tinyModel().slice(0, -5), 'The model file ends too early.'],
] as const) {
  test(`${what} is refused as soon as it is chosen`, async ({ caller }) => {
    const { page } = caller;
    await caller.goto('#/publish');
    await caller.connect();
    await chooseFiles(page, { name: 'model.onnx', bytes });
    await expect(page.getByRole('alert')).toContainText(sentence);
    const steps = page.getByRole('navigation', { name: 'Steps' });
    await expect(steps.getByRole('button', { name: 'Review' })).toBeDisabled();
    // The right file in its place is all it takes.
    await chooseFiles(page, { name: 'model.onnx', bytes: tinyModel() });
    await expect(page.getByRole('alert')).toHaveCount(0);
    await goTo(page, 'Review');
    await expect(publishButton(page)).toBeEnabled();
    expect(caller.sent()).toBe(0);
  });
}

for (const [what, model] of [
  ['an operator nobody knows', tinyModel({ operator: 'Frobnicate' })],
  ['a known name in a domain of its own', tinyModel({ operator: 'Mul', domain: 'com.example' })],
] as const) {
  test(`${what} is named at once, and cannot be published`, async ({ caller }) => {
    const { page, actor } = caller;
    const before = { sui: await sui(actor), wal: await wal(actor) };
    const sentence = 'The model uses an operator the runtime does not have.';
    await caller.goto('#/publish');
    await caller.connect();
    await chooseFiles(page, { name: 'model.onnx', bytes: model });
    await expect(page.getByRole('alert')).toContainText(sentence);
    await fillIn(page, VALUES);
    await goTo(page, 'Review');
    await expect(page.getByRole('alert')).toContainText(sentence);
    await expect(publishButton(page)).toBeDisabled();
    expect({ sui: await sui(actor), wal: await wal(actor) }).toEqual(before);
    expect(caller.sent()).toBe(0);
  });
}

test('a missing data file is asked for; once it is there the model is published and runs', async ({
  caller,
}) => {
  const { page, actor } = caller;
  const sentence = 'The model keeps weights in another file that is not here.';
  await caller.goto('#/publish');
  await caller.connect();
  await chooseFiles(page, { name: 'model.onnx', bytes: tinyModel({ externalFile: 'weights.bin' }) });
  await expect(page.getByRole('alert')).toContainText(sentence);
  await expect(page.getByRole('alert')).toContainText('Add the data files that lie beside the model.');
  await fillIn(page, { ...VALUES, name: 'Two files' });
  await goTo(page, 'Review');
  await expect(publishButton(page)).toBeDisabled();
  await page.getByRole('button', { name: 'Go to files' }).click();
  const weights = new Uint8Array(Float32Array.of(2, 3, 4).buffer);
  await chooseFiles(page, { name: 'weights.bin', bytes: weights });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove weights.bin' }).click();
  await expect(page.getByRole('alert')).toContainText(sentence);
  await chooseFiles(page, { name: 'weights.bin', bytes: weights });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await publish(page);
  await sign(caller);
  await sign(caller);
  const model = await published(page, 'Two files');
  const { outputs } = await (await actor.hub.call(model, tinyInputs(1, 10, 100))).pay(actor.wallet);
  expect(outputs['y']!.data).toEqual(Float32Array.of(2, 30, 400));
});
