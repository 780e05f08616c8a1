// Text generation: a decoder so small that anything runs it, trained here on Jane Austen's novels (../language-model/).
import { generationInputs, generationOutputs } from '../../src/lib/infer/generation/signature.ts';
import { SHAPE } from '../language-model/shape.ts';
import { asset } from './package-file.ts';
import { DEMO_EPOCHS, MILLI_SUI, type DemoModel } from './types.ts';

const FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model.onnx',
];
/** Of <|endoftext|>, which stands before every chapter. */
const END_OF_TEXT = 0;

const CARD = `# Go on, Miss Austen

A very small language model that has read nothing but the six novels of Jane Austen. Give it the beginning of a sentence
and it goes on in her manner, word by word as you watch. Give it nothing and it begins a chapter.

**What it is.** A GPT-2 decoder of 669,000 weights: 4 layers of width 96, 4 heads, a vocabulary of 2048 byte-level pieces
and ${SHAPE.context} positions for prompt and answer together. Large models differ from it in size, hardly in kind.

**Weights.** Trained from nothing on 1.1 million tokens by a script in the project's own repository, to the same bits on
every machine. The text is in the public domain; it came out of the Debian package r-cran-janeaustenr.

**Licence.** Apache-2.0.

**Limits.** It knows how such sentences go, not what they say. It takes up names and quarrels and forgets them again, and
outside a drawing room of 1815 it is lost. Nothing it writes is hers.
`;

export async function storyModel(): Promise<DemoModel> {
  const files = await Promise.all(
    FILES.map(async (path) => ({ path, data: new Blob([await asset(`austen/${path}`)]) })),
  );
  return {
    files,
    entry: 'onnx/model.onnx',
    pipeline: {
      kind: 'text-generation',
      tokenizer: 'tokenizer.json',
      context: SHAPE.context,
      stop: [END_OF_TEXT],
    },
    name: 'Go on, Miss Austen',
    summary: 'Goes on with your sentence in the manner of Jane Austen, word by word as you watch.',
    task: 'text-generation',
    runtime: 'onnx',
    license: 'Apache-2.0',
    card: CARD,
    inputs: generationInputs(
      { context: SHAPE.context },
      { maxNewTokens: 120, temperature: 0.7, topK: 40, topP: 0.95 },
    ),
    outputs: generationOutputs(),
    examples: [
      ['A truth', 'It is a truth universally acknowledged, that'],
      ['A visitor', '"My dear Miss Woodhouse," cried Mr. Elton,'],
      ['A ball', 'When the dancing was over, Elizabeth'],
    ].map(([label, text]) => ({ label: label!, inputs: { prompt: { kind: 'text', text: text! } } })),
    price: MILLI_SUI,
    epochs: DEMO_EPOCHS,
  };
}
