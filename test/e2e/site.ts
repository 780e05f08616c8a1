// The page as it ships, on a local network of its own, and what people do on it.
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { demoModels } from '../../start/models/index.ts';
import { tinyDraft } from '../draft.ts';

export type Actor = Awaited<ReturnType<LocalNetwork['author']>>;

export interface Site {
  network: LocalNetwork;
  author: Actor;
  /** Model ids: x * [2, 3, 4], and the language detector. */
  models: { scale: string; language: string };
}

/** The build under test; FLOE_DIST names another. */
export const DIST = process.env['FLOE_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

interface Visits {
  caller: Visitor;
  newVisitor: (options?: BrowserContextOptions, known?: Actor) => Promise<Visitor>;
}

export const test = base.extend<Visits, { site: Site }>({
  site: [
    async ({}, use) => {
      const network = await startLocalNetwork({ dist: DIST });
      const author = await network.author();
      const language = (await demoModels()).find(({ name }) => name.startsWith('Which language'))!;
      const [scale, detector] = await publishAll(author, [tinyDraft(), language]);
      await use({ network, author, models: { scale: scale!, language: detector! } });
      await network.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  newVisitor: async ({ browser, site }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options, known) => {
      const visitor = await openVisitor(await browser.newContext(options), site, known);
      contexts.push(visitor.context);
      return visitor;
    });
    for (const context of contexts) await context.close();
  },
  caller: async ({ newVisitor }, use) => use(await newVisitor()),
});

export { expect };

/** A person with a funded development wallet. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  actor: Actor;
  /** Page errors and console errors so far. */
  complaints: string[];
  /** How many transactions this person's pages sent to the network so far. */
  sent(): number;
  goto(route: string): Promise<void>;
  connect(): Promise<void>;
  output: Locator;
}

/** Opens a browser's page to a new person, or to one already known. */
export async function openVisitor(context: BrowserContext, site: Site, known?: Actor): Promise<Visitor> {
  const actor = known ?? (await site.network.author());
  await context.addInitScript(
    (key) => localStorage.setItem('floe.dev-wallet', key),
    actor.keypair.getSecretKey(),
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  let sent = 0;
  context.on('request', (request) => {
    if (request.url().endsWith('/ExecuteTransaction')) sent += 1;
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return {
    context,
    page,
    actor,
    complaints,
    sent: () => sent,
    output: page.getByRole('region', { name: 'Output', exact: true }),
    goto: async (route) => void (await page.goto(`${site.network.url}/${route}`)),
    async connect() {
      await page.getByRole('button', { name: 'Connect wallet' }).first().click();
      await page.getByRole('button', { name: /Development wallet/ }).click();
      await expect(page.getByRole('button', { name: 'Connect wallet' })).toHaveCount(0);
    },
  };
}

/** Fills the three numbers of the Scale model and runs it, on the processor unless told otherwise. */
export async function runScale(
  { page }: { page: Page },
  row: string,
  device: RegExp | undefined = /processor|wasm|CPU/i,
): Promise<void> {
  if (device) await chooseDevice(page, device);
  await page.getByRole('textbox', { name: /^x\b/ }).fill(row);
  await page.getByRole('button', { name: /^Run/ }).click();
}

export async function chooseDevice(page: Page, device: RegExp): Promise<void> {
  const select = page.getByRole('combobox', { name: 'Runs on' });
  const option = select.locator('option', { hasText: device });
  await select.selectOption({ label: (await option.first().textContent())! });
}

/** Answers the development wallet. */
export async function sign({ page }: { page: Page }, answer: 'Sign' | 'Decline' = 'Sign'): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Development wallet' });
  await dialog.getByRole('button', { name: answer, exact: true }).click();
  await expect(dialog).toBeHidden();
}
