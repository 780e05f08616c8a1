// Every kind of field and every kind of answer, with models that really see, hear and split: what is given comes out as it
// must, can be reached by keyboard and screen reader, and nothing odd stops the page.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Download, Page } from '@playwright/test';
import sharp from 'sharp';
import { encodeWav, type PublicationDraft } from '../../src/lib/index.ts';
import { publishAll } from '../../start/local-network.ts';
import { CHROMIUM_ARGS, findChromium } from '../browser.ts';
import { loudDraft, redDraft, rowsDraft, wordsDraft } from '../widget-models.ts';
import { chooseDevice, expect, sign, test, type Site, type Visitor } from './site.ts';

const executablePath = findChromium();
test.use({
  permissions: ['camera', 'microphone'],
  launchOptions: {
    args: [...CHROMIUM_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    ...(executablePath ? { executablePath } : {}),
  },
});

const published = new Map<string, string>();

/** Publishes a model once for all tests. */
async function modelOf(site: Site, draft: PublicationDraft): Promise<string> {
  const known = published.get(draft.name);
  if (known) return known;
  const [id] = await publishAll(site.author, [draft]);
  published.set(draft.name, id!);
  return id!;
}

async function open(visitor: Visitor, site: Site, draft: PublicationDraft): Promise<Page> {
  await visitor.goto(`#/model/${await modelOf(site, draft)}`);
  if ((await visitor.page.getByRole('button', { name: 'Connect wallet' }).count()) > 0)
    await visitor.connect();
  await chooseDevice(visitor.page, /CPU/);
  return visitor.page;
}

async function answer(visitor: Visitor): Promise<void> {
  await visitor.page.getByRole('button', { name: /^Run( again)?$/ }).click();
  await visitor.output.getByRole('button', { name: /^Pay/ }).click();
  await sign(visitor);
  await expect(visitor.output.getByRole('region', { name: 'Receipt' })).toBeVisible();
}

/** 240 x 120, red from 60,30 to 120,90. */
async function redPicture(): Promise<Buffer> {
  const [width, height] = [240, 120];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const red = x >= 60 && x < 120 && y >= 30 && y < 90;
      pixels.set(red ? [255, 0, 0] : x >= 180 ? [0, 180, 0] : [0, 0, 200], (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile((await download.path())!);
}

test('a picture: boxes, points, parts, heat and a larger one, over the picture as it was given', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, redDraft());
  const { output } = caller;
  await page
    .getByLabel('Choose a picture for Picture')
    .setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: await redPicture() });
  await answer(caller);

  const boxes = output.getByRole('list', { name: 'What is red' });
  await expect(boxes.getByRole('listitem')).toHaveCount(1);
  const text = (await boxes.textContent())!;
  expect(text).toContain('red <b>thing</b>');
  const [, width, height, x, y] = /(\d+) × (\d+) at (\d+), (\d+)/.exec(text)!.map(Number);
  // The model sees a quarter of it: a pixel there is four here.
  for (const [found, true_] of [
    [x!, 60],
    [y!, 30],
    [width!, 60],
    [height!, 60],
  ]) {
    expect(Math.abs(found! - true_!)).toBeLessThanOrEqual(8);
  }
  await expect(output.getByRole('img', { name: 'What is red: one box on the picture' })).toBeVisible();
  const box = boxes.getByRole('button');
  await box.focus();
  await page.keyboard.press('Enter');
  await expect(box).toHaveAttribute('aria-pressed', 'true');

  await expect(output.getByRole('img', { name: 'Corners: 4 points on the picture' })).toBeVisible();
  await output.getByText('4 points', { exact: true }).click();
  await expect(output.getByRole('row', { name: /top left/ })).toContainText('100.0%');

  const parts = output.getByRole('list', { name: 'Nearest colour' });
  // Red 60 x 60 and green 60 x 120 of 240 x 120.
  await expect(parts.getByRole('listitem').filter({ hasText: 'red' })).toContainText(/1[1-4]\.\d%/);
  await expect(parts.getByRole('listitem').filter({ hasText: 'green' })).toContainText(/2[4-6]\.\d%/);
  await parts.getByRole('checkbox', { name: /blue/ }).uncheck();

  const enlarged = output.getByRole('region', { name: 'Enlarged' });
  const png = page.waitForEvent('download');
  await enlarged.getByRole('button', { name: 'Download Enlarged as PNG' }).click();
  expect(await sharp(await bytesOf(await png)).metadata()).toMatchObject({ width: 128, height: 64 });
  await enlarged.getByRole('slider', { name: /picture that went in/ }).fill('20');

  await output.getByText('Raw tensors').click();
  const npy = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download boxes as .npy' }).click();
  const file = await bytesOf(await npy);
  expect(file.subarray(1, 6).toString()).toBe('NUMPY');
  // Five floats behind a header of 128 bytes: x, y, x, y and how sure.
  expect(file.length).toBe(148);
  expect(file.readFloatLE(144)).toBe(1);
  expect(caller.complaints).toEqual([]);
});

test('the camera gives a picture, and is let go of', async ({ newVisitor, site }) => {
  const visitor = await newVisitor({ permissions: ['camera'] });
  const { page } = visitor;
  await page.addInitScript(() => {
    const streams: MediaStream[] = [];
    Object.assign(globalThis, { streams });
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await original(wanted);
      streams.push(stream);
      return stream;
    };
  });
  const live = () =>
    page.evaluate(() => {
      const { streams } = globalThis as unknown as { streams: MediaStream[] };
      return streams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live')
        .length;
    });
  await open(visitor, site, redDraft());
  await page.getByRole('button', { name: 'Camera for Picture' }).click();
  await expect(page.getByRole('button', { name: 'Take the picture' })).toBeEnabled();
  expect(await live()).toBe(1);
  await page.getByRole('button', { name: 'Take the picture' }).click();
  await expect(page.getByRole('img', { name: 'Chosen for Picture: camera.png' })).toBeVisible();
  expect(await live()).toBe(0);
  await page.getByRole('button', { name: 'Camera for Picture' }).click();
  await expect(page.getByRole('button', { name: 'Take the picture' })).toBeEnabled();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await live()).toBe(0);
});

test('a picture is drawn by hand and by keys, taken back and cleared', async ({ caller, site }) => {
  const page = await open(caller, site, redDraft());
  await page.getByRole('button', { name: 'Draw for Picture' }).click();
  const sheet = page.getByRole('application', { name: /^Drawing for Picture/ });
  const dark = () =>
    sheet.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 0 && value < 128).length;
    });
  await sheet.scrollIntoViewIfNeeded();
  const box = (await sheet.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 40, { steps: 4 });
  await page.mouse.up();
  const stroke = await dark();
  expect(stroke).toBeGreaterThan(1_000);
  await sheet.focus();
  for (const key of ['Space', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Space']) {
    await page.keyboard.press(key);
  }
  expect(await dark()).toBeGreaterThan(stroke);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await dark()).toBe(stroke);
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('img', { name: 'Chosen for Picture: drawing.png' })).toBeVisible();
});

test('an address that keeps pages out is said plainly; one that lets them in is read', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, redDraft());
  const picture = await redPicture();
  const host = createServer((request, response) => {
    const open = request.url === '/open.png';
    response.writeHead(200, {
      'content-type': 'image/png',
      ...(open ? { 'access-control-allow-origin': '*' } : {}),
    });
    response.end(picture);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  await page.getByRole('button', { name: 'Address for Picture' }).click();
  const field = page.getByRole('textbox', { name: 'Address of a picture for Picture' });
  await field.fill(`${address}/closed.png`);
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Download the file yourself');
  await page.getByRole('button', { name: 'Address for Picture' }).click();
  await field.fill(`${address}/open.png`);
  await page.getByRole('button', { name: 'Fetch' }).click();
  await expect(page.getByRole('img', { name: 'Chosen for Picture: open.png' })).toBeVisible();
  host.close();
});

test('a picture is pasted', async ({ caller, site }) => {
  const page = await open(caller, site, redDraft());
  const bytes = [...(await redPicture())];
  await page.evaluate((data) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([Uint8Array.from(data)], 'pasted.png', { type: 'image/png' }));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, bytes);
  await expect(page.getByRole('img', { name: 'Chosen for Picture: pasted.png' })).toBeVisible();
});

test('a recording: its loud parts on its line, to be heard; and sound that came out, as a file', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, loudDraft());
  const { output } = caller;
  const samples = Float32Array.from({ length: 16_000 }, (_, at) => (at >= 4_000 && at < 8_000 ? 0.5 : 0.01));
  await page.getByLabel('Choose a recording for Recording').setInputFiles({
    name: 'loud.wav',
    mimeType: 'audio/wav',
    buffer: Buffer.from(encodeWav({ samples, sampleRate: 16_000 })),
  });
  await answer(caller);
  const parts = output.getByRole('list', { name: 'Loud parts' });
  await expect(parts.getByRole('listitem')).toHaveText([/0\.25 to 0\.50 s\s*loud\s*50\.0%/]);
  await expect(output.getByRole('img', { name: 'Loud parts: 1.0 seconds, one stretch found' })).toBeVisible();
  await parts.getByRole('button', { name: 'Play from 0.25 to 0.50 s' }).click();
  const wav = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download Upside down as WAV' }).click();
  const file = await bytesOf(await wav);
  expect(file.readInt16LE(44 + 5_000 * 2)).toBe(Math.round(-(16_384 / 32_768) * 32_767));
  expect(caller.complaints).toEqual([]);
});

test('the microphone gives a recording that the model hears', async ({ newVisitor, site }) => {
  const visitor = await newVisitor({ permissions: ['microphone'] });
  const page = await open(visitor, site, loudDraft());
  await page.getByRole('button', { name: 'Microphone for Recording' }).click();
  await expect(page.getByText('Recording, 1 s')).toBeVisible();
  await expect(page.getByRole('meter', { name: /Level/ })).toBeVisible();
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await expect(page.getByLabel('Recording for Recording', { exact: true })).toBeVisible();
  await answer(visitor);
  await expect(visitor.output.getByRole('img', { name: /^Loud parts: [1-9]/ })).toBeVisible();
});

test('a text: its words marked, markup as text; a choice behind "More settings"', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, wordsDraft());
  const { output } = caller;
  await page.getByRole('textbox', { name: 'Text' }).fill('Good <img src=x onerror=alert(1)> day');
  await page.getByText('More settings').click();
  await expect(page.getByRole('combobox', { name: 'Ending' })).toHaveValue('Loud');
  await page.getByRole('combobox', { name: 'Ending' }).selectOption('Full stop');
  await answer(caller);
  await expect(output.getByRole('region', { name: 'Words' }).locator('mark')).toHaveText([
    'Good',
    '<img',
    'src=x',
    'onerror=alert(1)>',
    'day',
  ]);
  await expect(output.getByRole('region', { name: 'With its ending' })).toContainText(
    'Good <img src=x onerror=alert(1)> day.',
  );
  expect(caller.complaints).toEqual([]);
});

test('numbers: from a file with named columns; likeness, a table, and NaN said plainly', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, rowsDraft());
  const { output } = caller;
  await page.getByLabel('File for Rows').setInputFiles({
    name: 'rows.npy',
    mimeType: 'application/octet-stream',
    // Doubles, 2 x 3, columns first: [[1, 0, 0], [0, 2, 0]].
    buffer: npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", [1, 0, 0, 2, 0, 0]),
  });
  await expect(page.getByText('rows.npy, 176 B')).toBeVisible();
  const factor = page.getByRole('textbox', { name: 'Factor' });
  await expect(factor).toHaveValue('2');
  await page.getByText('More settings').click();
  await page.getByRole('checkbox', { name: 'Divide by nought' }).check();
  await answer(caller);
  const likeness = output.getByRole('region', { name: 'Likeness' }).first();
  await expect(likeness.getByRole('cell', { name: '0.00' })).toHaveCount(2);
  await expect(likeness.getByRole('cell', { name: '1.00' })).toHaveCount(2);
  await expect(output.getByRole('region', { name: 'Times the factor' }).first()).toContainText(
    /2\s*0\s*0\s*0\s*4\s*0/,
  );
  await output.getByText('Raw tensors').click();
  await expect(output.getByText('Not numbers: 4 NaN, 2 infinite.')).toBeVisible();
  await output.getByRole('spinbutton', { name: 'Place on axis 0 of raw, 0 to 1' }).fill('1');
  await page.keyboard.press('Tab');
  await expect(output.getByRole('region', { name: 'Values of raw' })).toContainText(
    /0\s*2\s*0\s*0\s*1\s*0\s*4\s*0/,
  );
  const csv = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download table as CSV' }).click();
  expect((await bytesOf(await csv)).toString()).toBe('2,0,0\r\n0,4,0\r\n');
});

test('a batch of rows: planned, run, paid for in one transaction, kept as a table', async ({
  caller,
  site,
}) => {
  const page = await open(caller, site, wordsDraft());
  await page.getByRole('button', { name: 'Many at once' }).click();
  const batch = page.getByRole('region', { name: 'Many at once' });
  await batch
    .getByRole('textbox', { name: 'Rows for Text' })
    .fill('Text,Ending\n"one, two",Loud\nthree,Full stop\nfour,none such\n');
  await expect(batch).toContainText('3 mSUI in all, in one payment');
  await batch.getByRole('button', { name: 'Run all 3' }).click();
  await expect(batch.getByRole('button', { name: 'Pay 2 mSUI and unlock all' })).toBeVisible();
  await expect(batch).not.toContainText('one, two!');
  await batch.getByText('One was left out, and not paid for').click();
  await expect(batch).toContainText('four, none such');
  const before = { sent: caller.sent(), author: await site.author.hub.balance(site.author.wallet.address) };
  await batch.getByRole('button', { name: 'Pay 2 mSUI and unlock all' }).click();
  await sign(caller);
  const answers = batch.getByRole('list', { name: 'Answers' });
  await expect(answers.getByRole('button')).toHaveCount(2);
  expect(caller.sent() - before.sent).toBe(1);
  expect((await site.author.hub.balance(site.author.wallet.address)) - before.author).toBe(2_000_000n);
  await answers.getByRole('button').first().click();
  await expect(answers.getByRole('region', { name: 'With its ending' })).toContainText('one, two!');
  const json = page.waitForEvent('download');
  await batch.getByRole('button', { name: 'Download JSON with receipts' }).click();
  const all = JSON.parse((await bytesOf(await json)).toString()) as { receipt: { commitment: string } }[];
  expect(new Set(all.map(({ receipt }) => receipt.commitment)).size).toBe(2);
  const csv = page.waitForEvent('download');
  await batch.getByRole('button', { name: 'Download CSV' }).click();
  expect((await bytesOf(await csv)).toString()).toContain('"one, two, Loud"');
});

test('a batch of pictures: several dropped on the form at once', async ({ caller, site }) => {
  const page = await open(caller, site, redDraft());
  const buffer = await redPicture();
  const file = (name: string) => ({ name, mimeType: 'image/png', buffer });
  await page
    .getByLabel('Choose a picture for Picture')
    .setInputFiles([file('a.png'), { ...file('b.png'), buffer: Buffer.from('no picture') }, file('c.png')]);
  const batch = page.getByRole('region', { name: 'Many at once' });
  await batch.getByRole('button', { name: 'Run all 3' }).click();
  await batch.getByRole('button', { name: 'Pay 2 mSUI and unlock all' }).click();
  await sign(caller);
  const answers = batch.getByRole('list', { name: 'Answers' });
  await answers.getByRole('button', { name: /^a\.png/ }).click();
  await expect(answers.getByRole('img', { name: 'What is red: one box on the picture' })).toBeVisible();
});

test('the widgets fit a phone, light and dark', async ({ newVisitor, site }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const visitor = await newVisitor({
      colorScheme,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await open(visitor, site, redDraft());
    await page
      .getByLabel('Choose a picture for Picture')
      .setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: await redPicture() });
    await answer(visitor);
    await visitor.output.getByText('Raw tensors').click();
    await expect(visitor.output.getByText('std').first()).toBeVisible();
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  }
});

/** Version 1, as NumPy writes it. */
function npy(header: string, doubles: number[]): Buffer {
  const text = `${header.padEnd(117)}\n`;
  const start = Buffer.from([147, 78, 85, 77, 80, 89, 1, 0, text.length, 0]);
  return Buffer.concat([start, Buffer.from(text), Buffer.from(Float64Array.from(doubles).buffer)]);
}
