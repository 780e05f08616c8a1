// What forms do besides taking what is given: another seed, plain words, and answers of earlier visits drawn over what was
// given then.
import sharp from 'sharp';
import { publishAll } from '../../start/local-network.ts';
import { diceDraft, redDraft } from '../widget-models.ts';
import { loseAnswer } from './faults.ts';
import { balances, sui } from './purse.ts';
import { chooseDevice, expect, sign, test } from './site.ts';

test('a throw of dice: another seed at a click, drawn again as a new call, and the same seed is the same', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  const [model] = await publishAll(site.author, [diceDraft()]);
  await caller.goto(`#/model/${model}`);
  await caller.connect();
  await chooseDevice(page, /CPU/);
  const seed = page.getByRole('textbox', { name: 'Throw' });
  await expect(seed).toHaveValue('4');
  // It has a label of its own: its type is nobody's business.
  await expect(page.getByRole('complementary')).not.toContainText('int64');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(output.getByRole('button', { name: 'Draw again' })).toHaveCount(0);
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(caller);
  // 4 of six sides, counted from 1.
  await expect(output.getByRole('region', { name: 'Side' })).toContainText('5');
  await expect(output).toContainText('Seed 4. Another seed is a new call, 1 mSUI to unlock.');

  const before = await sui(site.author);
  await output.getByRole('button', { name: 'Draw again' }).click();
  await output.getByRole('button', { name: 'Pay 1 mSUI and unlock' }).click();
  const drawn = Number(await seed.inputValue());
  expect(drawn).not.toBe(4);
  expect(drawn).toBeLessThanOrEqual(999);
  await sign(caller);
  await expect(output.getByRole('region', { name: 'Side' })).toContainText(String((drawn % 6) + 1));
  await expect(output).toContainText(`Seed ${drawn}.`);
  expect((await sui(site.author)) - before).toBe(1_000_000n);

  await page.getByRole('button', { name: 'Another seed' }).click();
  await expect(seed).not.toHaveValue(String(drawn));
  expect(caller.complaints).toEqual([]);
});

test('an answer that was paid for in another visit is drawn over the picture as the model saw it', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  const [model] = await publishAll(site.author, [redDraft()]);
  await caller.goto(`#/model/${model}`);
  await caller.connect();
  await chooseDevice(page, /CPU/);
  const buffer = await sharp({ create: { width: 128, height: 64, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  await page
    .getByLabel('Choose a picture for Picture')
    .setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const mend = await loseAnswer(caller.context);
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(caller);
  await expect(output.getByRole('alert')).toContainText(/did not answer|has not answered yet/);
  const paid = await balances(site, caller);
  await mend();
  await page.reload();
  await page.getByRole('button', { name: 'Show the paid output' }).click();
  const boxes = output.getByRole('img', { name: 'What is red: one box on the picture' });
  await expect(boxes).toBeVisible();
  // 128 x 64 lies in a square of 64 with black bars of 16 above and below.
  await expect(output.getByRole('list', { name: 'What is red' })).toContainText('64 × 32 at 0, 16');
  const colours = await boxes.evaluate((figure) => {
    const canvas = figure.querySelector('canvas') ?? (figure as HTMLCanvasElement);
    const context = canvas.getContext('2d')!;
    const at = (x: number, y: number) => [
      ...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3),
    ];
    return { bar: at(0.5, 0.1), middle: at(0.5, 0.5) };
  });
  expect(colours).toEqual({ bar: [0, 0, 0], middle: [255, 0, 0] });
  expect(await balances(site, caller)).toEqual(paid);
});
