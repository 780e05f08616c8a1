// Renders the pictures among the demo models' examples. Run by hand; the results are committed.
import { writeFile } from 'node:fs/promises';
import { launchChromium } from '../browser.ts';

const ASSETS = new URL('../../start/models/assets/', import.meta.url);
const FONT = '"DejaVu Sans", sans-serif';

interface Line {
  text: string;
  x: number;
  y: number;
  size: number;
}

const PICTURES: { file: string; width: number; height: number; lines: Line[] }[] = [
  {
    file: 'line-author.png',
    width: 520,
    height: 48,
    lines: [{ text: 'Pay the author, not a platform', x: 12, y: 34, size: 30 }],
  },
  {
    file: 'line-invoice.png',
    width: 420,
    height: 48,
    lines: [{ text: 'Invoice 2026-1187', x: 12, y: 34, size: 30 }],
  },
  {
    file: 'notice.png',
    width: 480,
    height: 320,
    lines: [
      { text: 'HARBOUR OFFICE', x: 60, y: 80, size: 34 },
      { text: 'Open daily from nine', x: 60, y: 170, size: 24 },
      { text: 'Ring twice', x: 250, y: 260, size: 24 },
    ],
  },
];

const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const picture of PICTURES) {
    const url = await page.evaluate(
      ({ width, height, lines, font }) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d')!;
        context.fillStyle = '#fff';
        context.fillRect(0, 0, width, height);
        context.fillStyle = '#1a1a1a';
        for (const line of lines) {
          context.font = `${line.size}px ${font}`;
          context.fillText(line.text, line.x, line.y);
        }
        return canvas.toDataURL('image/png');
      },
      { ...picture, font: FONT },
    );
    await writeFile(new URL(picture.file, ASSETS), Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  }
} finally {
  await browser.close();
}
