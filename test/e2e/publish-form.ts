// The publish page as an author fills it in.
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

export async function fillIn(page: Page, values: FormValues): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(values.name);
  await page.getByLabel('What it does, in one line').fill(values.summary);
  await page.getByLabel('Task', { exact: true }).fill(values.task);
  await page.getByLabel('Price per call, SUI').fill(values.price);
  await page.getByLabel('Storage term, epochs').fill(String(values.epochs));
}

export const publication = (page: Page): Locator => page.getByRole('region', { name: 'Publication' });

/** Presses Publish. */
export const publish = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Publish', exact: true }).click();

/** Waits until the publication is done. @returns the model's id */
export async function published(page: Page, name: string): Promise<string> {
  await expect(publication(page).getByText(`${name} is published.`)).toBeVisible();
  const href = await publication(page).getByRole('link', { name: 'Open the model' }).getAttribute('href');
  return /^#\/model\/(0x[0-9a-f]{64})$/.exec(href!)![1]!;
}
