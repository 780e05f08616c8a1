// Storage life on the page: a stranger keeps a model for longer, its author is reminded and renews, and what has ended is
// said to have. On a network of its own, because time passes here.
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { tinyDraft } from '../draft.ts';
import { DIST, expect, openVisitor, sign, test, type Actor, type Visitor } from './site.ts';

const DAY_MS = 86_400_000;
/** Two small blobs, 63 MiB encoded each, at 11,000 FROST an epoch. */
const EPOCH_WAL = 2n * 63n * 11_000n;

let network: LocalNetwork;
let author: Actor;
let kept: string;
let brief: string;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  network = await startLocalNetwork({ dist: DIST });
  author = await network.author();
  [kept, brief] = (await publishAll(author, [
    tinyDraft({ name: 'Kept', epochs: 5 }),
    tinyDraft({ name: 'Brief', epochs: 1 }, [5, 5, 5]),
  ])) as [string, string];
});
test.afterAll(() => network?.close());

const visit = (context: Parameters<typeof openVisitor>[0], known?: Actor): Promise<Visitor> =>
  openVisitor(context, { network, author, models: { scale: kept, language: brief } }, known);
const dateOf = (ms: number) =>
  new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const endOf = async (model: string) => {
  const { version } = await author.hub.look(model);
  return (await author.hub.storage(version)).endsMs!;
};

test('a stranger sees until when it is stored and keeps it for longer, for the price shown', async ({
  context,
}) => {
  const visitor = await visit(context);
  const { page, actor } = visitor;
  const before = await actor.hub.balance(actor.wallet.address, network.config.wal);
  const ends = await endOf(kept);
  await visitor.goto(`#/model/${kept}`);
  await visitor.connect();
  const storage = page.getByRole('region', { name: 'Storage' });
  await expect(storage).toContainText(`Stored until ${dateOf(ends)}`);
  await expect(storage).toContainText('Anyone may extend it');
  await storage.getByRole('button', { name: 'Keep it for longer' }).click();
  await storage.getByRole('slider').fill('4');
  const later = dateOf(ends + 4 * 14 * DAY_MS);
  await storage.getByRole('button', { name: `Pay 0.005544 WAL, keep it until ${later}` }).click();
  await sign(visitor);
  await expect(storage).toContainText(`Stored until ${later}`);
  const after = await actor.hub.balance(actor.wallet.address, network.config.wal);
  expect(before - after).toBe(4n * EPOCH_WAL);
  expect(visitor.sent()).toBe(1);
  expect(visitor.complaints).toEqual([]);
});

test('an author is reminded of what ends soon, saves it to a calendar, puts it off, and renews', async ({
  context,
}) => {
  const visitor = await visit(context, author);
  const { page } = visitor;
  await visitor.goto('#/mine');
  await visitor.connect();
  const renewals = page.getByRole('region', { name: 'Storage renewals' });
  await expect(renewals.getByRole('link', { name: 'Brief' })).toBeVisible();
  await expect(renewals.getByRole('link', { name: 'Kept' })).toHaveCount(0);

  const saved = page.waitForEvent('download');
  await renewals.getByRole('button', { name: /calendar/ }).click();
  expect((await saved).suggestedFilename()).toBe('floe-storage.ics');

  await renewals
    .getByRole('combobox', { name: 'Remind me of Brief again' })
    .selectOption({ label: 'in a week' });
  await expect(renewals.getByRole('link', { name: 'Brief' })).toHaveCount(0);
  await page.reload();
  await renewals.getByText('1 put off').click();
  await renewals.getByRole('button', { name: 'Show again' }).click();

  const ends = await endOf(brief);
  await renewals.getByRole('button', { name: 'Renew Brief' }).click();
  await renewals.getByRole('slider').fill('1');
  await renewals.getByRole('button', { name: /^Pay 0.001386 WAL/ }).click();
  await sign(visitor);
  await expect(renewals.getByText(dateOf(ends + 14 * DAY_MS))).toBeVisible();
  expect(visitor.complaints).toEqual([]);
});

test('a model whose storage has ended says so, cannot be extended, and is not run', async ({ context }) => {
  for (const _ of [1, 2]) await fetch(`${network.url}/devnet/walrus-epoch`, { method: 'POST', body: '{}' });
  const visitor = await visit(context);
  const { page } = visitor;
  await visitor.goto(`#/model/${brief}`);
  const storage = page.getByRole('region', { name: 'Storage' });
  await expect(storage).toContainText('Its storage has ended.');
  await expect(storage.getByRole('button', { name: 'Keep it for longer' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Run/ })).toHaveCount(0);
  await visitor.goto(`#/model/${kept}`);
  await expect(storage).toContainText('Stored until');
});
