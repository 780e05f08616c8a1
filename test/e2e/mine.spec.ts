// What an author does with a model once it is listed: new version, texts, and handing it over for good.
import { tinyDraft, tinyInputs } from '../draft.ts';
import { tinyModel } from '../tiny-onnx.ts';
import { publishAll } from '../../start/local-network.ts';
import { chooseFiles, goTo, publishButton, published } from './publish-form.ts';
import { expect, sign, test } from './site.ts';

test('a new version takes its values over, marks what changed, and keeps the examples', async ({
  caller,
}) => {
  const { page, actor } = caller;
  const example = { label: 'One to three', inputs: { x: { kind: 'text' as const, text: '1, 2, 3' } } };
  const [model] = await publishAll(actor, [
    tinyDraft({ name: 'Versioned', license: 'MIT', card: 'About it.', examples: [example] }),
  ]);
  await caller.goto('#/mine');
  await caller.connect();
  await page.getByRole('link', { name: 'New version' }).click();
  await chooseFiles(page, { name: 'tiny.onnx', bytes: tinyModel({ weights: [5, 6, 7] }) });
  await goTo(page, 'What it is');
  await expect(page.getByLabel('Licence')).toHaveValue('MIT');
  await expect(page.getByLabel('Name', { exact: true })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Card' }).fill('About the second.');
  await expect(page.getByText('Changed since version 1.')).toHaveCount(1);
  await goTo(page, 'Inputs and outputs');
  const output = page.getByRole('group', { name: 'Output y' });
  await expect(output).not.toContainText('changed');
  await output.getByLabel('Shown as').fill('Product');
  await expect(output).toContainText('changed');
  await goTo(page, 'Try it here');
  await page.getByRole('button', { name: 'Take over the example of version 1' }).click();
  await expect(page.getByLabel('Name of example 1')).toHaveValue('One to three');
  await goTo(page, 'Review');
  await publishButton(page).click();
  await sign(caller);
  await sign(caller);
  await published(page, 'Versioned');

  const opened = await actor.hub.open(model!);
  expect(opened.listing.head).toBe(2);
  expect(opened.manifest).toMatchObject({ license: 'MIT', card: 'About the second.', examples: [example] });
  expect(opened.manifest.outputs[0]).toMatchObject({ name: 'y', label: 'Product' });
  const locked = await actor.hub.call(model!, tinyInputs(1, 1, 1));
  expect((await locked.pay(actor.wallet)).outputs['y']!.data).toEqual(Float32Array.of(5, 6, 7));
});

test('texts are changed with one signature; handing over is explained, typed, and then somebody else’s', async ({
  caller,
  newVisitor,
}) => {
  const { page, actor } = caller;
  const [model] = await publishAll(actor, [tinyDraft({ name: 'Given away' })]);
  await caller.goto('#/mine');
  await caller.connect();
  const mine = page.getByRole('list', { name: 'My models' }).getByRole('listitem');
  const change = mine.getByRole('group', { name: 'Change Given away' });
  await change.getByRole('button', { name: 'Edit texts' }).click();
  await mine.getByLabel('Licence').fill('Apache-2.0');
  await mine.getByLabel('Tags').fill('numbers, Small');
  await mine.getByRole('button', { name: 'Save texts' }).click();
  await sign(caller);
  await expect(mine.getByText('The texts are changed.')).toBeVisible();
  expect(caller.sent()).toBe(1);
  const { listing } = await actor.hub.open(model!);
  expect(listing).toMatchObject({ license: 'Apache-2.0', tags: ['numbers', 'small'], name: 'Given away' });

  const heir = await newVisitor();
  await change.getByRole('button', { name: 'Hand over' }).click();
  const form = mine.getByRole('form', { name: 'Hand over for good' });
  await expect(form).toContainText('This cannot be taken back.');
  const confirm = form.getByRole('button', { name: 'Hand over for good' });
  await form.getByLabel("New owner's address").fill(heir.actor.wallet.address);
  await expect(confirm).toBeDisabled();
  await form.getByLabel("Type the model's name to confirm").fill('given away');
  await confirm.click();
  await sign(caller);
  await expect(page.getByText('This wallet controls no model.')).toBeVisible();
  await expect(page.getByText(`The model belongs to ${heir.actor.wallet.address} now.`)).toBeVisible();
  await heir.goto('#/mine');
  await heir.connect();
  await expect(heir.page.getByRole('link', { name: 'Given away' }).first()).toBeVisible();
});
