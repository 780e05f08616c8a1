// docs/metrics.md says what the code does: every threshold with its default, every rule, every definition.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../src/lib/market/measures.ts';
import { DEFAULT_RULES } from '../../src/lib/market/rules-settings.ts';
import { RULES, VERDICTS } from '../../src/lib/market/rules-verdicts.ts';

const PAGE = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
const flat = (text: string) => text.replace(/\\/g, '').replace(/\s+/g, ' ');

describe('the page on metrics', () => {
  it('has every threshold with its default', () => {
    const { knownHubs, ...numbers } = DEFAULT_RULES;
    expect(knownHubs).toEqual([]);
    for (const [name, value] of Object.entries(numbers)) {
      expect(flat(PAGE)).toContain(`| \`${name}\` | ${value} |`);
    }
  });

  it('has every verdict and every rule', () => {
    for (const name of [...VERDICTS, ...RULES]) expect(PAGE).toContain(`**${name}**`);
  });

  it('defines measures in the words of the page on screen', () => {
    for (const definition of Object.values(DEFINITIONS)) expect(flat(PAGE)).toContain(flat(definition));
  });

  it('has no link to a heading that is not there', () => {
    const headings = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
      text!.toLowerCase().replaceAll(' ', '-'),
    );
    for (const [, target] of PAGE.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(target);
  });
});
