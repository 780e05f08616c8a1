// The table of operators: what was run, what passed, and why what did not pass did not. Written by the test itself.
import type { Outcome } from './operator-run.ts';

interface Reason {
  mark: string;
  /** In the table's legend. */
  words: string;
  applies(outcome: Outcome): boolean;
}

const code = (outcome: Outcome) => outcome.failure?.code;
const message = (outcome: Outcome) => outcome.failure?.message ?? '';

/** The first that applies is the one. */
const REASONS: Reason[] = [
  {
    mark: 'T',
    words: 'Training (`ai.onnx.preview.training`): not in this build of the runtime, and of no use here.',
    applies: ({ operators }) => operators.some((operator) => operator.startsWith('ai.onnx.preview.training')),
  },
  {
    mark: 'S',
    words:
      'Sequences and optionals go in or come out: onnxruntime-web hands over plain tensors alone. Refused by name before anything is paid.',
    applies: (outcome) =>
      (code(outcome) === 'infer/unsupported-type' && /no plain tensor/.test(message(outcome))) ||
      /inputs that are not plain tensors/.test(message(outcome)),
  },
  {
    mark: 'B',
    words: 'bfloat16 goes in or comes out: JavaScript has no array of it. Inside a graph it is fine.',
    applies: (outcome) => code(outcome) === 'infer/unsupported-type',
  },
  {
    mark: 'O',
    words: 'Opset 6 or older: the runtime has kernels from 7 on. Such a file can be converted by its author.',
    applies: (outcome) => code(outcome) === 'infer/unsupported-operator' && outcome.opset < 7,
  },
  {
    mark: 'K',
    words: 'The operator is there, but not for this element type (16-bit integers, unsigned exponents).',
    applies: (outcome) => code(outcome) === 'infer/unsupported-operator',
  },
  {
    mark: 'L',
    words: 'Recurrent layers with `layout = 1` (batch first): not written in the runtime for the processor.',
    applies: ({ name }) => name.endsWith('_batchwise'),
  },
  {
    mark: 'C',
    words: 'A float as text: `0.60484552` where the data has `0.6048455`. Both read back as the same float.',
    applies: ({ name, failure }) => /FLOAT_to_STRING/.test(name) && failure?.code === 'mismatch',
  },
  {
    mark: 'R',
    words:
      'Two definitions that were read in two ways. Resize downwards with corners aligned: the data divides by 2.4 pixels, the runtime by the 2 there are. MaxUnpool with a shape: the data counts places in the smaller plane, the runtime in the one asked for.',
    applies: ({ name }) =>
      /^test_(resize_downsample_scales_(cubic|linear)_align_corners|maxunpool_export_with_output_shape)$/.test(
        name,
      ),
  },
];

export function reasonOf(outcome: Outcome): Reason | undefined {
  return outcome.failure && REASONS.find((reason) => reason.applies(outcome));
}

const HEAD = `# Operators

What the ONNX engine makes of every operator it could be held against, on the processor (onnxruntime-web 1.30.0, wasm).
Written by \`test/lib/infer/operators.test.ts\`, which also fails when this page no longer says what happens:
\`npx vitest run test/lib/infer/operators.test.ts -u\` writes it anew. Not every operator of the runtime is here:
\`onnx-operators.ts\` lists those it knows by name.

On WebGPU (a software adapter, once, in November 2026) 689 of the single nodes below were run, all whose answers are
neither text nor float16: 645 came out the same within 1e-3; 43 were refused or ended in an error, after which the
processor takes over (float64, Dropout, CumSum, ReduceLogSumExp, TfIdfVectorizer and a few more); one, a DFT, was off by
1.3e-3. What is wrong there without an error is in \`gpu-faults.ts\`.
`;

/** `data` undefined where this system has no test data: the part about it is then left out. */
export function ownSection(own: readonly Outcome[]): string {
  return `## Newer operators, by hand

Opsets 18 to 24 and a few of \`com.microsoft\`, one node each, expected values worked out by hand or by the formula of
the operator's documentation (\`test/corpus/operator-cases.ts\`). Values agree within 1e-5 + 1e-4 |expected|.

${summary([['all', own]])}

${own.map(({ name, opset, failure }) => `- ${failure ? '**fails** ' : ''}${name}, opset ${opset}`).join('\n')}
`;
}

export function page(data: readonly Outcome[], own: readonly Outcome[]): string {
  const groups = [...new Set(data.map(({ group }) => group))].map(
    (group) => [group, data.filter((outcome) => outcome.group === group)] as const,
  );
  return `${HEAD}
## ONNX's own test data

\`libonnx-testdata\` 1.12.0-2 of Debian, made by ONNX 1.12: opsets up to 17. Values agree within 1e-7 + 1e-3 |expected|;
spectra (DFT, STFT) within 1e-3; of what is random by definition (Bernoulli, Dropout in training) shape and type are
compared.

${summary([...groups, ['all', data]])}

Every failure has one of these reasons:

${legend(data)}

A case counts for every operator in it, so the sums are larger than above.

${byOperator(data)}

${ownSection(own)}`;
}

function summary(groups: readonly (readonly [string, readonly Outcome[]])[]): string {
  const rows = groups.map(([name, outcomes]) => {
    const passed = outcomes.filter(({ failure }) => !failure).length;
    return `| ${name} | ${outcomes.length} | ${passed} | ${percent(passed, outcomes.length)} |`;
  });
  return ['| group | cases | pass | |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

function legend(outcomes: readonly Outcome[]): string {
  const rows = REASONS.map(({ mark, words }) => {
    const cases = outcomes.filter((outcome) => reasonOf(outcome)?.mark === mark).length;
    return `| ${mark} | ${cases} | ${words} |`;
  });
  return ['| | cases | why |', '| --- | ---: | --- |', ...rows].join('\n');
}

function byOperator(outcomes: readonly Outcome[]): string {
  const operators = [...new Set(outcomes.flatMap((outcome) => outcome.operators))].sort();
  const rows = operators.map((operator) => {
    const cases = outcomes.filter((outcome) => outcome.operators.includes(operator));
    const failed = cases.filter(({ failure }) => failure);
    const marks = [...new Set(failed.map((outcome) => reasonOf(outcome)?.mark ?? '?'))].sort();
    const counted = marks.map((mark) => {
      const count = failed.filter((outcome) => (reasonOf(outcome)?.mark ?? '?') === mark).length;
      return `${count} ${mark}`;
    });
    const passed = cases.length - failed.length;
    return `| ${operator} | ${cases.length} | ${passed} | ${percent(passed, cases.length)} | ${counted.join(', ')} |`;
  });
  return ['| operator | cases | pass | | failed |', '| --- | ---: | ---: | ---: | --- |', ...rows].join('\n');
}

function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return `${part === whole ? '100' : share.toFixed(1)} %`;
}
