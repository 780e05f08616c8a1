// `npm run model:train [-- --out FOLDER] [-- --steps N]`: makes the language model of the demo and the tests anew, from a
// Debian package to the files that are committed. About half an hour on two cores; the same bits on every machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Tokenizer } from '@huggingface/tokenizers';
import { learnTokenizer } from './bpe.ts';
import { splitChapters, tokenise } from './corpus.ts';
import { modelFolder } from './folder.ts';
import { STEPS } from './recipe.ts';
import { SHAPE } from './shape.ts';
import { readChapters } from './text.ts';
import { train } from './train.ts';

const COMMITTED = fileURLToPath(new URL('../models/assets/austen/', import.meta.url));
const KEPT_BACK = fileURLToPath(new URL('../../test/start/language-model/kept-back.txt', import.meta.url));

async function main(): Promise<number> {
  let options;
  try {
    ({ values: options } = parseArgs({ options: { out: { type: 'string' }, steps: { type: 'string' } } }));
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm run model:train [-- --out FOLDER] [-- --steps N]`);
    return 2;
  }
  const out = options.out ?? COMMITTED;
  const { learnt, keptBack } = splitChapters(readChapters());
  const json = learnTokenizer(learnt.join('\n'), SHAPE.vocabulary) as object;
  const tokenizer = new Tokenizer(json, {});
  const weights = await train({
    shape: SHAPE,
    steps: Number(options.steps ?? STEPS),
    tokens: tokenise(tokenizer, learnt),
    keptBack: tokenise(tokenizer, keptBack),
    onProgress: ({ step, loss, keptBackLoss }) => {
      console.error(
        `step ${step}: ${loss.toFixed(3)} nats a token, ${keptBackLoss.toFixed(3)} on text kept back`,
      );
    },
  });
  for (const [path, bytes] of modelFolder(SHAPE, json, weights)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), bytes);
  }
  // Tests ask the model about the part it never read.
  if (options.out === undefined) writeFileSync(KEPT_BACK, keptBack.join('\n\n'));
  return 0;
}

process.exitCode = await main();
