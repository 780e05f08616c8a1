// From the first visit to the unlocked output, and what the money and the bytes do on the way.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { chooseDevice, expect, runScale, sign, test } from './site.ts';

test('a first visitor finds a model, runs an example, pays and reads the answer', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  await caller.goto('');
  await page.getByRole('link', { name: /Which language/ }).click();
  await page.getByRole('button', { name: 'Italian' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(output).toBeVisible();
  await expect(output).not.toContainText('Italian');
  await caller.connect();
  const before = await site.author.hub.balance(site.author.wallet.address);
  await output.getByRole('button', { name: 'Pay 1 mSUI and unlock' }).click();
  await sign(caller);
  await expect(output.getByText('Italian')).toBeVisible();
  await expect(output.getByRole('region', { name: 'Receipt' })).toContainText('1 mSUI');
  expect((await site.author.hub.balance(site.author.wallet.address)) - before).toBe(1_000_000n);
  expect(caller.complaints).toEqual([]);
});

test('nothing of the output is in the page before the payment is final', async ({ caller, site }) => {
  const { page, output } = caller;
  // Everything any Worker sends to the page, as text.
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenFromWorkers: seen });
    const Original = globalThis.Worker;
    globalThis.Worker = class extends Original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) =>
          seen.push(
            JSON.stringify(data, (_, value) =>
              ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
            ),
          ),
        );
      }
    };
  });
  const messages = () =>
    page.evaluate(() => (globalThis as unknown as { seenFromWorkers: string[] }).seenFromWorkers);
  await caller.goto(`#/model/${site.models.scale}`);
  await caller.connect();
  await runScale(caller, '[[1234.5, 77.5, 9.125]]');
  await expect(output.getByRole('button', { name: /^Pay/ })).toBeVisible();
  // 2469, 232.5 and 36.5 are the answer.
  expect((await messages()).join()).not.toMatch(/2469|232\.5|36\.5/);
  expect(await page.content()).not.toMatch(/2469|232\.5|36\.5/);
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(caller);
  await expect(output).toContainText('232.5');
  expect((await messages()).join()).toMatch(/232\.5/);
});

test('the caller pays exactly price and gas; the second call fetches no weights; the CLI gets the same answer', async ({
  caller,
  site,
}) => {
  const { page, output, actor } = caller;
  const fetched: string[] = [];
  page.on('request', (request) => request.url().includes('/v1/blobs/') && fetched.push(request.url()));
  await caller.goto(`#/model/${site.models.scale}`);
  await caller.connect();
  await runScale(caller, '[[1, 2, 3]]');
  const before = {
    author: await site.author.hub.balance(site.author.wallet.address),
    caller: await actor.hub.balance(actor.wallet.address),
  };
  await output.getByRole('button', { name: 'Pay 4 mSUI and unlock' }).click();
  await sign(caller);
  await expect(output).toContainText('12');
  const receipt = output.getByRole('region', { name: 'Receipt' });
  const fee = /Network fee\s*([\d.]+) (m?)SUI/.exec((await receipt.textContent())!)!;
  const gas = BigInt(Math.round(Number(fee[1]) * (fee[2] ? 1e6 : 1e9)));
  expect((await site.author.hub.balance(site.author.wallet.address)) - before.author).toBe(4_000_000n);
  expect(before.caller - (await actor.hub.balance(actor.wallet.address))).toBe(4_000_000n + gas);

  await page.reload();
  const first = fetched.length;
  expect(first).toBeGreaterThan(0);
  await runScale(caller, '[[10, 20, 30]]');
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(caller);
  await expect(output).toContainText('120');
  expect(fetched.length).toBe(first);

  const { stdout: cli } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      'tsx',
      'src/agent/main.ts',
      'call',
      site.models.scale,
      '--input',
      'x=[[10,20,30]]',
      '--max-price',
      '0.004',
      '--json',
    ],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...process.env,
        FLOE_KEY: actor.keypair.getSecretKey(),
        FLOE_NETWORK: `${site.network.url}/devnet.json`,
        FLOE_HOME: test.info().outputPath('floe-home'),
      },
    },
  );
  expect(JSON.parse(cli)).toMatchObject({ outputs: { tensors: { y: { data: [20, 60, 120] } } } });
});

test("on the graphics processor the answer is the runtime's own, within tolerance", async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  await caller.goto(`#/model/${site.models.language}`);
  await caller.connect();
  await chooseDevice(page, /graphics|webgpu|GPU/i);
  await page.getByRole('button', { name: 'Italian' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await output.getByRole('button', { name: /^Pay/ }).click();
  await sign(caller);
  await expect(output.getByText('Italian')).toBeVisible();

  const { manifest } = await site.author.hub.open(site.models.language);
  const { prepareInput, presentOutputs } = await import('../../src/lib/index.ts');
  const text = manifest.examples.find(({ label }) => label === 'Italian')!.inputs;
  const [input] = manifest.inputs;
  const given = text[input!.name]!;
  expect(given.kind).toBe('text');
  const tensor = prepareInput(input!, { kind: 'text', text: given.kind === 'text' ? given.text : '' });
  const model = await site.author.hub.load(await site.author.hub.open(site.models.language));
  const reference = await (await model.run({ [input!.name]: tensor })).release();
  const [labels] = presentOutputs(manifest.outputs, reference);
  expect(labels!.kind).toBe('labels');
  const receipt = page.waitForEvent('download');
  await output.getByRole('button', { name: 'Download the receipt' }).click();
  const json = JSON.parse(await readStream(await (await receipt).createReadStream())) as {
    opening: { profile: { provider: string } };
  };
  expect(json.opening.profile.provider).toBe('webgpu');
  const [top] = labels!.kind === 'labels' ? labels!.items : [];
  const shown = /Italian\D*([\d.]+)\s*%/.exec((await output.textContent())!);
  expect(top!.label).toBe('Italian');
  // Shown to a tenth of a per cent; the two devices agree within 1e-3.
  expect(Math.abs(Number(shown![1]) / 100 - top!.score)).toBeLessThan(2e-3);
});

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
