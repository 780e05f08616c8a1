// Each task as somebody meets it who has never seen the model: the form it gets, the run, the payment, and an answer that
// is known by hand or by somebody else's word. One person does them all.
import { publishAll } from '../../start/local-network.ts';
import { chooseDevice, expect, openVisitor, sign, test as base, type Visitor } from './site.ts';
import { FOLDERS } from './task-folders.ts';
import { MODELS } from './task-models.ts';
import type { Walk } from './task-page.ts';

const WALKS: Record<string, Walk> = { ...FOLDERS, ...MODELS };

interface Shared {
  /** Model ids by task. */
  published: Map<string, string>;
  person: Visitor;
}

const test = base.extend<object, Shared>({
  published: [
    async ({ site }, use) => {
      const names = Object.keys(WALKS);
      const drafts = await Promise.all(Object.values(WALKS).map((walk) => walk.draft()));
      const ids = await publishAll(site.author, drafts);
      await use(new Map(names.map((name, index) => [name, ids[index]!])));
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  person: [
    async ({ browser, site }, use) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const person = await openVisitor(context, site);
      await person.goto('');
      await person.connect();
      await use(person);
      await context.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

for (const [task, { fill, streams = false, says }] of Object.entries(WALKS)) {
  test(task, async ({ person, published }) => {
    const { page, output } = person;
    person.complaints.length = 0;
    const before = person.sent();
    await person.goto(`#/model/${published.get(task)!}`);
    await chooseDevice(page, /CPU/);
    await fill(page);
    if (streams) {
      await page.getByRole('button', { name: /^Pay 1 mSUI and run/ }).click();
      await sign(person);
      await expect(output.getByRole('button', { name: 'Bind the answer to the receipt' })).toBeVisible();
    } else {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await output.getByRole('button', { name: /^Pay 1 mSUI and unlock/ }).click();
      await sign(person);
    }
    await expect(output.getByRole('region', { name: 'Receipt' })).toBeVisible();
    expect(person.sent() - before).toBe(1);
    await says(output);
    expect(person.complaints).toEqual([]);
    const album = process.env['FLOE_ALBUM'];
    if (album) await photograph(person, `${album}/${task.replace(/\W+/g, '-')}`);
  });
}

/** The panel as it is looked at by those who build it: light, dark, and on a phone. */
async function photograph({ page }: Visitor, file: string): Promise<void> {
  const looks = [
    ['light', 'light', 1280],
    ['dark', 'dark', 1280],
    ['phone', 'light', 360],
  ] as const;
  for (const [name, colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page
      .getByRole('complementary')
      .first()
      .screenshot({ path: `${file}.${name}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}
