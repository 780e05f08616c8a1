// The engine against ONNX's own test data and against cases worked out by hand, and the table that says how it went.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { onnxTestdata, TABLE } from '../../corpus/onnx-testdata.ts';
import { OPERATOR_CASES } from '../../corpus/operator-cases.ts';
import { runDataCase, runOwnCase, type Outcome } from '../../corpus/operator-run.ts';
import { ownSection, page, reasonOf } from '../../corpus/operator-table.ts';

const data = onnxTestdata();
const own: Outcome[] = [];

const asKept = async (markdown: string) =>
  format(markdown, { ...(await resolveConfig(TABLE)), parser: 'markdown' });

it('computes newer operators as worked out by hand', async () => {
  for (const one of OPERATOR_CASES) own.push(await runOwnCase(one));
  expect(own.filter(({ failure }) => failure)).toEqual([]);
});

describe.runIf('cases' in data)('with ONNX’s own test data', () => {
  it('passes what it can pass; every failure has a reason, and the table is up to date', async () => {
    const outcomes: Outcome[] = [];
    for (const one of 'cases' in data ? data.cases : []) outcomes.push(await runDataCase(one));
    expect(outcomes.filter((outcome) => outcome.failure && !reasonOf(outcome))).toEqual([]);
    await expect(await asKept(page(outcomes, own))).toMatchFileSnapshot(TABLE);
  });
});

describe.runIf('missing' in data)(`without it (${'missing' in data ? data.missing : ''})`, () => {
  it('has the newer operators in the table', async () => {
    expect(readFileSync(TABLE, 'utf8')).toContain(await asKept(ownSection(own)));
  });
});
