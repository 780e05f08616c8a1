// What is said when something cannot be given to a model. A part of the table in sentences.ts.
import { NOT_RUN, say, type Sentence } from './sentence.ts';

export const INPUT_SENTENCES: Record<string, Sentence> = {
  'input/unreachable': say(
    'That address could not be read from this page: it leads nowhere, or its host keeps other pages out.',
    NOT_RUN,
    'Download the file yourself and choose it here.',
  ),
  'input/not-media': say(
    'What lies at that address is of another kind.',
    NOT_RUN,
    'Give the address of the file itself, not of a page that shows it.',
  ),
  'input/too-large': say('The file is too large to be read here.', NOT_RUN, 'Choose a smaller one.'),
  'input/no-camera': say(
    'There is no camera this page may use.',
    NOT_RUN,
    'Allow it in the browser, or choose a file.',
  ),
  'input/no-microphone': say(
    'There is no microphone this page may use.',
    NOT_RUN,
    'Allow it in the browser, or choose a file.',
  ),
  'hub/batch-too-large': say(
    'That is more than can be run and paid for at once.',
    'Nothing was charged.',
    'Run fewer at a time.',
  ),
};
