// An author's whole life on the page alone: from an exported folder to a first paid call, a second version, another
// price, a renewal and the hand-over. Every coin that moves is counted to its last base unit, by the ledger.
import type { Locator } from '@playwright/test';
import { startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { birdNet, dropFolder, writeFolder } from './model-folder.ts';
import { goTo, publish, published, publishButton } from './publish-form.ts';
import { gasPaid, sui, wal } from './purse.ts';
import { chooseDevice, DIST, expect, openVisitor, sign, test, type Visitor } from './site.ts';

const DAY_MS = 86_400_000;
/** Pack and manifest, 63 MiB encoded each: FROST for writing them, and for each epoch they are kept. */
const WRITE_WAL = 2n * 63n * 20_000n;
const EPOCH_WAL = 2n * 63n * 11_000n;
const FIRST_PRICE = 2_000_000n;
const SECOND_PRICE = 3_000_000n;

let network: LocalNetwork;
let author: Visitor;
let caller: Visitor;
let heir: Visitor;
let model: string;
/** What everybody held before anything happened. */
let begun: { author: bigint; caller: bigint; heir: bigint; wal: bigint };

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  network = await startLocalNetwork({ dist: DIST });
  const visit = async () =>
    openVisitor(await browser.newContext(), {
      network,
      author: await network.author(),
      models: { scale: '', language: '' },
    });
  [author, caller, heir] = [await visit(), await visit(), await visit()];
  begun = {
    author: await sui(author.actor),
    caller: await sui(caller.actor),
    heir: await sui(heir.actor),
    wal: await wal(author.actor),
  };
});

test.afterAll(async () => {
  for (const person of [author, caller, heir]) await person?.context.close();
  await network?.close();
});

/** What somebody has beyond what they began with, gas given back. */
async function gained(who: 'author' | 'caller' | 'heir'): Promise<bigint> {
  const { actor } = { author, caller, heir }[who];
  return (await sui(actor)) - begun[who] + (await gasPaid(network, actor.wallet.address));
}

const spentWal = async () => begun.wal - (await wal(author.actor));
const dateOf = (ms: number) =>
  new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const mine = ({ page }: Visitor): Locator =>
  page.getByRole('list', { name: 'My models' }).getByRole('listitem').filter({ hasText: 'Bird net' });

/** Comes to the model, or to a version of it, as it is now, and runs its example. */
async function runExample({ page, goto, output }: Visitor, version?: number): Promise<void> {
  // Where the page is open already, going to its own address would change nothing.
  await goto('#/settings');
  await goto(`#/model/${model}${version ? `/v/${version}` : ''}`);
  await page.getByRole('button', { name: 'One, two, three' }).click();
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect(output.getByRole('button', { name: /^Pay/ })).toBeVisible();
}

/** Pays what is locked. @returns the label that came out on top */
async function unlock(visitor: Visitor, price: string): Promise<string> {
  await visitor.output.getByRole('button', { name: `Pay ${price} and unlock` }).click();
  await sign(visitor);
  await expect(visitor.output.getByRole('region', { name: 'Receipt' })).toContainText(price);
  return (await visitor.output
    .getByRole('listitem')
    .filter({ hasText: /finch|tit|wren/ })
    .first()
    .textContent())!;
}

test('a folder becomes a listing: recognised, tried, priced, published with two signatures', async ({}, info) => {
  const { page } = author;
  await author.goto('#/publish');
  await author.connect();
  await dropFolder(page, await writeFolder(info.outputPath('bird-net')));
  await expect(page.getByRole('list', { name: 'Chosen files' }).getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Next: What it is' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Bird net');
  await page.getByRole('button', { name: 'Next: Inputs and outputs' }).click();
  await page
    .getByRole('group', { name: 'Output y' })
    .getByLabel('Scores are')
    .selectOption({ label: 'ready as they are' });

  await page.getByRole('button', { name: 'Next: Try it here' }).click();
  await page.getByRole('textbox', { name: /^x\b/ }).fill('[[1, 2, 3]]');
  await chooseDevice(page, /CPU/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const result = page.getByRole('region', { name: 'Output', exact: true });
  await expect(result.getByRole('listitem').first()).toContainText('wren');
  await page.getByLabel('Name of the example').fill('One, two, three');
  await page.getByRole('button', { name: 'Keep as an example' }).click();

  await page.getByRole('button', { name: 'Next: Price and storage' }).click();
  await page.getByLabel('Price per call, SUI').fill('0.002');
  await page.getByLabel('Storage term, epochs').fill('2');
  // 2 * 63 * (20,000 + 2 * 11,000) FROST.
  await expect(page.getByText('0.005292 WAL').first()).toBeVisible();
  await expect(page.getByText('2 mSUI reaches you with every call')).toBeVisible();
  await expect(page.getByText('Calls that earn the network fee').locator('..')).toContainText(/\d/);
  await page.getByRole('button', { name: 'Next: Review' }).click();
  await publish(page);
  await sign(author);
  await sign(author);
  model = await published(page, 'Bird net');

  expect(author.sent()).toBe(2);
  expect(await spentWal()).toBe(WRITE_WAL + 2n * EPOCH_WAL);
  expect(await gained('author')).toBe(0n);
});

test('the first call pays the author exactly, and the author sees it: one call, one payer, genuine', async () => {
  const { page } = author;
  await page.getByRole('link', { name: 'Open the model' }).click();
  const since = page.getByRole('table', { name: 'Since it was listed' }).getByRole('row', { name: /others/ });
  await expect(since.getByRole('cell')).toHaveText(['0', '0 SUI', '0']);

  await caller.goto('');
  await caller.page.getByRole('link', { name: 'Bird net' }).click();
  await caller.connect();
  await runExample(caller);
  expect(await unlock(caller, '2 mSUI')).toContain('wren');
  expect(await gained('author')).toBe(FIRST_PRICE);
  expect(await gained('caller')).toBe(-FIRST_PRICE);

  await page.reload();
  await expect(since.getByRole('cell')).toHaveText(['1', '2 mSUI', '1']);
  const judged = page.getByRole('table', { name: /^Last 30 days/ });
  await expect(judged.getByRole('row', { name: /^genuine/ }).getByRole('cell')).toHaveText(['1', '2 mSUI']);
  await expect(judged.getByRole('row', { name: /^all, as paid/ }).getByRole('cell')).toHaveText([
    '1',
    '2 mSUI',
  ]);
  const latest = page.getByRole('list', { name: 'Latest calls' }).getByRole('listitem');
  await expect(latest).toHaveCount(1);
  await expect(latest).toContainText('genuine');

  await author.goto('#/earnings');
  await expect(page.getByRole('region', { name: /^Genuine income/ })).toContainText('2 mSUI');
  await expect(page.getByRole('region', { name: 'Payers' })).toContainText('1 new');
  const left = page.getByRole('region', { name: 'Left after storage and gas' });
  await expect(left).toContainText('-0.005292 WAL');
  await expect(left).toContainText('2 mSUI in');
});

test('a second version stands beside the first: what changed is shown, and each pinned link runs its own', async ({}, info) => {
  const { page } = author;
  await author.goto('#/mine');
  await mine(author).getByRole('link', { name: 'New version' }).click();
  const second = birdNet({ weights: [9, 1, 1], more: '\nFinches matter more now.\n' });
  await dropFolder(page, await writeFolder(info.outputPath('bird-net-2'), second));
  await expect(page.getByRole('list', { name: 'Chosen files' }).getByRole('listitem')).toHaveCount(3);
  await goTo(page, 'Inputs and outputs');
  await expect(page.getByRole('group', { name: 'Output y' }).getByLabel('Scores are')).toHaveValue('none');
  await goTo(page, 'Try it here');
  await page.getByRole('button', { name: 'Take over the example of version 1' }).click();
  await goTo(page, 'Price and storage');
  await page.getByLabel('Storage term, epochs').fill('2');
  await goTo(page, 'Review');
  await publishButton(page).click();
  await sign(author);
  await sign(author);
  await published(page, 'Bird net');
  expect(await spentWal()).toBe(2n * (WRITE_WAL + 2n * EPOCH_WAL));

  await page.getByRole('link', { name: 'Open the model' }).click();
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByRole('listitem').first()).toContainText(/Version 2\s*newest\s*shown here/);
  await versions.getByText('Compare versions').click();
  const diff = versions.getByRole('region', { name: 'From version 1 to version 2' });
  await expect(diff.getByRole('listitem').filter({ hasText: 'model.onnx_data' })).toContainText(
    'other content',
  );
  await expect(diff.getByRole('list', { name: 'Changed lines of the card' })).toContainText(
    'Finches matter more now.',
  );

  await runExample(caller);
  expect(await unlock(caller, '2 mSUI')).toContain('finch');
  await runExample(caller, 1);
  await expect(caller.page.getByText('A call names and runs this one.')).toBeVisible();
  expect(await unlock(caller, '2 mSUI')).toContain('wren');
  expect(await gained('author')).toBe(3n * FIRST_PRICE);
  expect((await caller.actor.hub.market.sync()).calls).toBe(3);
  const { items } = await caller.actor.hub.market.calls({ scope: { model } });
  expect(items.map(({ version }) => version)).toEqual([1, 2, 1]);
});

test('a changed price is what the next caller is asked for, and its history is drawn', async () => {
  const { page } = author;
  await author.goto('#/mine');
  const row = mine(author);
  await row.getByRole('button', { name: 'Change price' }).click();
  await row.getByLabel('Price per call, SUI').fill('0.003');
  await row.getByRole('button', { name: 'Set price' }).click();
  await sign(author);
  await expect(row).toContainText('The price is 3 mSUI now.');

  await runExample(caller);
  expect(await unlock(caller, '3 mSUI')).toContain('finch');
  expect(await gained('author')).toBe(3n * FIRST_PRICE + SECOND_PRICE);

  await author.goto(`#/model/${model}`);
  const history = page.getByRole('figure', { name: 'Price per call' });
  const chart = history.getByRole('application', { name: /^Price per call\. .* 2 points/ });
  await expect(chart.locator('svg path').first()).toBeVisible();
  await history.getByRole('button', { name: 'Price per call: show as a table' }).click();
  await expect(history.getByRole('row').nth(1)).toContainText('2');
  await expect(history.getByRole('row').nth(2)).toContainText('3');
});

test('renewing moves the end of the storage out, for exactly the WAL that was asked', async () => {
  const { page, actor } = author;
  const before = await spentWal();
  const endOf = async () => {
    const { version } = await actor.hub.look(model);
    return (await actor.hub.storage(version)).endsMs!;
  };
  const ends = await endOf();
  await author.goto('#/mine');
  const renewals = page.getByRole('region', { name: 'Storage renewals' });
  await expect(renewals).toContainText(dateOf(ends));
  await renewals.getByRole('button', { name: 'Renew Bird net' }).click();
  await renewals.getByRole('slider').fill('3');
  const later = dateOf(ends + 3 * 14 * DAY_MS);
  await renewals.getByRole('button', { name: `Pay 0.004158 WAL, keep it until ${later}` }).click();
  await sign(author);
  await expect(renewals.getByRole('button', { name: 'Renew Bird net' })).toHaveCount(0);
  expect((await spentWal()) - before).toBe(3n * EPOCH_WAL);
  expect(await endOf()).toBe(ends + 3 * 14 * DAY_MS);
  await author.goto(`#/model/${model}`);
  await expect(page.getByRole('region', { name: 'Storage' })).toContainText(`Stored until ${later}`);
});

test('handed over, the model and all it earns from then on are somebody else’s', async () => {
  const { page } = author;
  const { address } = heir.actor.wallet;
  await author.goto('#/mine');
  const row = mine(author);
  await row.getByRole('button', { name: 'Hand over' }).click();
  const form = row.getByRole('form', { name: 'Hand over for good' });
  await form.getByLabel("New owner's address").fill(address);
  await form.getByLabel("Type the model's name to confirm").fill('Bird net');
  await form.getByRole('button', { name: 'Hand over for good' }).click();
  await sign(author);
  await expect(page.getByText('This wallet controls no model.')).toBeVisible();

  await heir.goto('#/mine');
  await heir.connect();
  await expect(mine(heir)).toContainText('version 2 · on');
  const earned = await gained('author');
  await runExample(caller, 2);
  await unlock(caller, '3 mSUI');
  expect(await gained('heir')).toBe(SECOND_PRICE);
  expect(await gained('author')).toBe(earned);

  // The cap does not only show: it works.
  await mine(heir).getByRole('button', { name: 'Change price' }).click();
  await mine(heir).getByLabel('Price per call, SUI').fill('0');
  await mine(heir).getByRole('button', { name: 'Set price' }).click();
  await sign(heir);
  await expect(mine(heir)).toContainText('Calls are free now.');
  await heir.goto(`#/model/${model}`);
  await expect(heir.page.getByRole('list', { name: 'What the author changed' })).toContainText(
    'Handed over to',
  );
  // Each earned what came in while the model was theirs: one call here; three and one there.
  for (const [person, income] of [
    [heir, '3 mSUI'],
    [author, '9 mSUI'],
  ] as const) {
    await person.goto('#/earnings');
    await expect(person.page.getByRole('button', { name: 'Read again' })).toBeVisible();
    await expect(person.page.getByRole('region', { name: /^Genuine income/ })).toContainText(income);
    await expect(person.page.getByRole('table', { name: 'Income by model' })).toContainText('Bird net');
  }

  expect(await gained('author')).toBe(3n * FIRST_PRICE + SECOND_PRICE);
  expect(await gained('caller')).toBe(-(3n * FIRST_PRICE + 2n * SECOND_PRICE));
  for (const person of [author, caller, heir]) expect(person.complaints).toEqual([]);
});
