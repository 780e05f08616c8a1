// The publish page as an author goes through it.
import { expect, type Locator, type Page } from '@playwright/test';

export interface FormValues {
  name: string;
  summary: string;
  task: string;
  /** SUI, as typed. */
  price: string;
  epochs: number;
}

export interface ModelFile {
  name: string;
  bytes: Uint8Array;
}

/** Chooses files with the button. */
export async function chooseFiles(page: Page, ...files: ModelFile[]): Promise<void> {
  await page.getByLabel('Choose model files').setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  );
}

/** Drops a file where the page invites it. */
export async function dropFile(page: Page, { name, bytes }: ModelFile): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], fileName));
      return transfer;
    },
    [name, [...bytes]] as const,
  );
  await page.getByText('or drop them here').dispatchEvent('drop', { dataTransfer });
}

/** As their names read, in their order. */
export const STEPS = [
  'Files',
  'What it is',
  'Inputs and outputs',
  'Try it here',
  'Price and storage',
  'Review',
] as const;
type Step = (typeof STEPS)[number];

/** Goes to a step by its name in the row of steps. */
export async function goTo(page: Page, step: Step): Promise<void> {
  const button = page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: new RegExp(`^${step}( ?,|$)`) });
  await button.click();
  await expect(button).toHaveAttribute('aria-current', 'step');
}

/** Waits until everything so far would survive a reload. */
export async function kept(page: Page): Promise<void> {
  await expect(page.getByText('The draft is kept on this device.')).toBeVisible();
}

export async function fillIn(page: Page, values: FormValues): Promise<void> {
  await goTo(page, 'What it is');
  await page.getByLabel('Name', { exact: true }).fill(values.name);
  await page.getByLabel('What it does, in one line').fill(values.summary);
  await page.getByLabel('Task', { exact: true }).fill(values.task);
  await goTo(page, 'Price and storage');
  await page.getByLabel('Price per call, SUI').fill(values.price);
  await page.getByLabel('Storage term, epochs').fill(String(values.epochs));
}

export const publication = (page: Page): Locator => page.getByRole('region', { name: 'Publication' });

export const publishButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Publish', exact: true });

/** Goes to the last step and presses Publish. */
export async function publish(page: Page): Promise<void> {
  await goTo(page, 'Review');
  await publishButton(page).click();
}

/** Waits until the publication is done. @returns the model's id */
export async function published(page: Page, name: string): Promise<string> {
  await expect(publication(page).getByText(`${name} is published.`)).toBeVisible();
  const href = await publication(page).getByRole('link', { name: 'Open the model' }).getAttribute('href');
  return /^#\/model\/(0x[0-9a-f]{64})$/.exec(href!)![1]!;
}
