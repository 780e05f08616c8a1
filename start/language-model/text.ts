// The text the model learns from: Jane Austen's six novels, in the public domain, out of a Debian package.
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStringVectors } from './r-strings.ts';

export const PACKAGE = 'r-cran-janeaustenr=1.0.0-1';
const PACKAGE_FILE = 'r-cran-janeaustenr_1.0.0-1_all.deb';
const PACKAGE_SHA256 = 'df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95';
const DATA = 'usr/lib/R/site-library/janeaustenr/data/Rdata.rdb';

/** Chapters of all six, plain text: a paragraph a line. Needs `apt-get` and `dpkg-deb`. */
export function readChapters(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'floe-text-'));
  try {
    const quiet: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync('apt-get', ['download', PACKAGE], quiet);
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, PACKAGE_FILE)))
      .digest('hex');
    if (hash !== PACKAGE_SHA256) throw new Error(`${PACKAGE_FILE} is not the one that was used: ${hash}`);
    execFileSync('dpkg-deb', ['-x', PACKAGE_FILE, '.'], quiet);
    return readStringVectors(readFileSync(join(folder, DATA))).flatMap(chaptersOf);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A chapter's, or one that ends what was before. */
const HEADING = /^(?:(chapter) [ivxlc\d]+|volume [ivxlc]+|the end|finis|\(end of volume .*\))\.?$/i;

/** What stands between headings; title pages and closing words are not among it. */
export function chaptersOf(lines: string[]): string[] {
  const chapters: string[] = [];
  let paragraphs: string[] | undefined;
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) paragraphs?.push(plain(open.join(' ')));
    open = [];
  };
  for (const line of [...lines, '']) {
    const heading = HEADING.exec(line.trim());
    if (heading) {
      close();
      if (paragraphs && paragraphs.length > 0) chapters.push(paragraphs.join('\n'));
      paragraphs = heading[1] === undefined ? undefined : [];
    } else if (line.trim() === '') close();
    else open.push(line);
  }
  if (paragraphs && paragraphs.length > 0) chapters.push(paragraphs.join('\n'));
  return chapters;
}

/** Emphasis goes, and spaces are single. */
function plain(text: string): string {
  return text.replaceAll('_', '').replace(/\s+/g, ' ').trim();
}
