// Language detection: the weights of the npm package lande, written out as ONNX.
import { encodeLande, loadLande } from './lande-onnx.ts';
import { DEMO_EPOCHS, MILLI_SUI, type DemoModel } from './types.ts';

const LANGUAGES: Record<string, string> = {
  afr: 'Afrikaans', ara: 'Arabic', aze: 'Azerbaijani', bel: 'Belarusian', ben: 'Bengali', bul: 'Bulgarian',
  cat: 'Catalan', ces: 'Czech', ckb: 'Kurdish', cmn: 'Mandarin', dan: 'Danish', deu: 'German', ell: 'Greek',
  eng: 'English', est: 'Estonian', eus: 'Basque', fin: 'Finnish', fra: 'French', hau: 'Hausa', heb: 'Hebrew',
  hin: 'Hindi', hrv: 'Croatian', hun: 'Hungarian', hye: 'Armenian', ind: 'Indonesian', isl: 'Icelandic',
  ita: 'Italian', jpn: 'Japanese', kat: 'Georgian', kaz: 'Kazakh', kor: 'Korean', lit: 'Lithuanian', mar: 'Marathi',
  mkd: 'Macedonian', nld: 'Dutch', nob: 'Norwegian', pes: 'Persian', pol: 'Polish', por: 'Portuguese', ron: 'Romanian',
  run: 'Rundi', rus: 'Russian', slk: 'Slovak', spa: 'Spanish', srp: 'Serbian', swe: 'Swedish', tgl: 'Tagalog',
  tur: 'Turkish', ukr: 'Ukrainian', vie: 'Vietnamese',
}; // prettier-ignore

const CARD = `# Which language is this?

A very small network that tells 50 languages apart. It counts the 620 most telling letter groups (one to four letters
long) in your text, and one hidden layer of 120 units turns the frequencies into probabilities.

**Weights.** [lande](https://github.com/fabiospampinato/lande) 1.0.10 by Fabio Spampinato, trained on sentences from
[Tatoeba](https://tatoeba.org). Converted to ONNX without retraining; the outputs agree with the original's to four decimal
places.

**Licence.** MIT.

**Limits.** It always answers with one of its 50 languages, however strange the text. A sentence is enough, a word often
is not. Close relatives (Norwegian and Danish, Serbian and Macedonian) get mixed up.
`;

export async function languageModel(): Promise<DemoModel> {
  const lande = await loadLande();
  return {
    files: [{ path: 'language.onnx', data: new Blob([encodeLande(lande)]) }],
    entry: 'language.onnx',
    name: 'Which language?',
    summary: 'Tells 50 languages apart from one sentence, in a third of a megabyte.',
    task: 'text-classification',
    runtime: 'onnx',
    license: 'MIT',
    source: 'https://www.npmjs.com/package/lande',
    card: CARD,
    inputs: [
      {
        name: 'ngrams',
        dtype: 'float32',
        shape: ['batch', lande.ngrams.length],
        label: 'A sentence',
        preprocess: {
          kind: 'ngrams',
          vocabulary: lande.ngrams,
          lowercase: true,
          strip: '[-]',
          remove: '[^\\p{L}\\p{M}\\s]',
        },
      },
    ],
    outputs: [
      {
        name: 'probabilities',
        dtype: 'float32',
        shape: ['batch', lande.languages.length],
        label: 'Language',
        postprocess: {
          kind: 'labels',
          labels: lande.languages.map((code) => LANGUAGES[code] ?? code),
          activation: 'none',
          top: 5,
        },
      },
    ],
    examples: [
      ['Italian', 'In che lingua è scritta questa frase?'],
      ['Finnish', 'Millä kielellä tämä lause on kirjoitettu?'],
      ['Vietnamese', 'Câu này được viết bằng ngôn ngữ nào?'],
    ].map(([label, text]) => ({ label: label!, inputs: { ngrams: { kind: 'text', text: text! } } })),
    price: MILLI_SUI,
    epochs: DEMO_EPOCHS,
  };
}
