// The one table of what is said for each error code: what happened, what is safe, what to do next.
// A test holds that every code the library can throw has its line here.
import { BLOB_SENTENCES } from './blob-sentences.ts';
import { INPUT_SENTENCES } from './input-sentences.ts';
import { PAY_SENTENCES } from './pay-sentences.ts';
import { DRAFT_KEPT, NOT_RUN, UNPAID, UNTOUCHED, say, type Sentence } from './sentence.ts';

export const SENTENCES: Record<string, Sentence> = {
  ...PAY_SENTENCES,

  // Chain
  'chain/unreachable': say(
    'The Sui endpoint did not answer.',
    'Nothing is lost.',
    'Try again, or choose another endpoint in Settings.',
  ),
  'chain/not-found': say(
    'The network does not know this object.',
    UNTOUCHED,
    'Check the address and the network.',
  ),
  'chain/not-deployed': say(
    'Floe is not deployed on this network yet.',
    UNTOUCHED,
    'Choose another network, or enter the package and hub IDs in Settings.',
  ),
  'chain/rejected': say(
    'The objects this was built on changed meanwhile.',
    'Nothing was executed.',
    'Try again: it is built anew.',
  ),
  'chain/failed': say('The transaction failed on chain.', 'Only the network fee was spent.', 'Try again.'),
  'chain/insufficient-gas': say(
    'The wallet cannot cover the network fee.',
    UNTOUCHED,
    'Add a little SUI and try again.',
  ),
  'chain/unconfirmed': say(
    'The transaction was sent, and its result is not known yet.',
    'It can take effect only once.',
    'Try again in a moment.',
  ),
  'chain/unexpected-shape': say(
    'An object on chain does not look as this page expects.',
    UNTOUCHED,
    'Check the package and hub IDs in Settings.',
  ),
  'chain/no-faucet': say('This network gives no test money away.', UNTOUCHED, 'Fund the wallet another way.'),
  'chain/faucet-failed': say('The faucet did not answer.', UNTOUCHED, 'Wait a minute and ask again.'),
  'chain/unknown-abort': say(
    'The contract refused, for a reason this page does not know.',
    UNTOUCHED,
    'Reload the page.',
  ),
  'chain/foreign-cap': say(
    'This wallet does not control the model.',
    UNTOUCHED,
    'Connect the wallet that holds its cap.',
  ),
  'chain/inactive': say(
    'The author has switched this model off.',
    UNTOUCHED,
    'Come back when it is on again.',
  ),
  'chain/wrong-coin': say(
    'The model is priced in another coin.',
    UNTOUCHED,
    'Reload the page and try again.',
  ),
  'chain/unknown-version': say('The model has no such version.', UNTOUCHED, 'Choose one of its versions.'),
  'chain/text-length': say(
    'A name, summary, task or licence is empty or too long.',
    UNTOUCHED,
    'A name has at most 80 characters, a summary 280, a task or licence 48.',
  ),
  'chain/hash-length': say(
    'The manifest hash has the wrong length.',
    UNTOUCHED,
    'Discard this publication and start again.',
  ),
  'chain/part-count': say(
    'A version has between 1 and 64 parts.',
    UNTOUCHED,
    'Publish fewer or smaller files.',
  ),
  'chain/sealed-key-length': say(
    'The sealed key is too long.',
    UNTOUCHED,
    'Discard this publication and start again.',
  ),
  'chain/tags': say(
    'There are too many tags, or one is empty, too long or given twice.',
    UNTOUCHED,
    'A model has at most 8 different tags, each of 1 to 32 characters.',
  ),
  'chain/shard-count': say(
    'A model has between 1 and 16 meters.',
    UNTOUCHED,
    'Choose a number between them.',
  ),
  'chain/foreign-meter': say(
    'The meter belongs to another model.',
    UNTOUCHED,
    'Reload the page and try again.',
  ),
  'chain/wrong-shard': say('The payment met the wrong meter.', UNTOUCHED, 'Reload the page and try again.'),
  'chain/wrong-amount': say(
    'The price changed meanwhile.',
    UNTOUCHED,
    'Look at the new price and decide again.',
  ),
  'chain/no-commitment': say('The payment names no call.', UNTOUCHED, 'Run the model again.'),
  'chain/commitment-length': say(
    'The payment names a call in a wrong form.',
    UNTOUCHED,
    'Run the model again.',
  ),

  'market/no-progress': say(
    'The node that tells the market’s history stands still.',
    'What was read is kept.',
    'Try again later, or choose another Sui endpoint in Settings.',
  ),
  'market/failed': say(
    'The market’s numbers could not be worked out.',
    'What was read is kept.',
    'Try again; if it repeats, report the details below.',
  ),
  'market/worker-died': say(
    'The part of this page that works the market’s numbers out has stopped.',
    'What was read is kept.',
    'Try again: it starts anew. On a device with little memory, close other tabs first.',
  ),

  // Walrus
  ...BLOB_SENTENCES,
  ...INPUT_SENTENCES,
  'infer/not-a-model': say('The file is not an ONNX model.', NOT_RUN, 'Choose an .onnx file.'),
  'infer/truncated': say('The model file ends too early.', NOT_RUN, 'Export or download it again.'),
  'infer/unsupported-operator': say(
    'The model uses an operator the runtime does not have.',
    NOT_RUN,
    'Try the other way to run it, CPU or GPU, or another model.',
  ),
  'infer/missing-external-data': say(
    'The model keeps weights in another file that is not here.',
    NOT_RUN,
    'Add the data files that lie beside the model.',
  ),
  'infer/no-provider': say(
    'This browser offers no way to run the model as chosen.',
    NOT_RUN,
    'Run it on the CPU instead.',
  ),
  'infer/device-lost': say(
    'The GPU was lost during the run.',
    'Nothing was charged.',
    'Run again, or choose the CPU.',
  ),
  'infer/out-of-memory': say(
    'This device ran out of memory.',
    'Nothing was charged.',
    'Close other tabs, or choose a smaller model.',
  ),
  'infer/load-failed': say(
    'The runtime could not open the model.',
    NOT_RUN,
    'Try the other way to run it, CPU or GPU.',
  ),
  'infer/run-failed': say(
    'The model failed on this input.',
    'Nothing was charged.',
    'Try an example or another input.',
  ),
  'infer/worker-died': say(
    'The run was ended by the browser.',
    'Nothing was charged.',
    'Close other tabs and run again.',
  ),
  'infer/output-gone': say('The output is no longer held here.', UNPAID, 'Run the model again.'),
  'infer/bad-media': say(
    'An input could not be read.',
    NOT_RUN,
    'Choose another file, or write numbers as [[0, 1], [2, 3]] or in rows.',
  ),
  'infer/too-complex': say(
    'The model is built in a way that would overwhelm this device.',
    NOT_RUN,
    'Export it again with fewer nodes, less nesting or fewer inputs and outputs.',
  ),
  'infer/unsupported-type': say(
    'The model takes or gives a type of value that the runtime here cannot.',
    NOT_RUN,
    'Export it with plain tensors of common element types.',
  ),
  'infer/timed-out': say(
    'The model did not finish in the time it was given.',
    'Nothing was charged.',
    'Try a smaller input, or another model.',
  ),
  'infer/not-a-decoder': say(
    'The model is declared to write text, but its graph is not a decoder.',
    NOT_RUN,
    'Export it for text generation, with past keys and values.',
  ),
  'infer/bad-tokenizer': say(
    'The model’s tokenizer is missing or cannot be used.',
    NOT_RUN,
    'Add the tokenizer.json that was exported with this model.',
  ),
  'infer/bad-prompt': say(
    'The model cannot go on from this prompt.',
    NOT_RUN,
    'Write some text, or the messages of a chat in their turns.',
  ),
  'infer/prompt-too-long': say('The prompt is longer than the model can take.', NOT_RUN, 'Shorten it.'),
  'infer/bad-option': say('A setting is out of bounds.', NOT_RUN, 'Use a value the field allows.'),
  'infer/not-a-number': say(
    'The model gave numbers that mean nothing.',
    'There is no answer from it.',
    'Try the other way to run it, CPU or GPU.',
  ),
  'infer/too-many-files': say(
    'There are more files here than any model has.',
    'None of them was read.',
    'Choose the folder of the model alone.',
  ),
  'tensor/missing-input': say('An input is missing.', NOT_RUN, 'Fill it in, or take an example.'),
  'tensor/unknown-input': say('The model has no input of that name.', NOT_RUN, 'Remove it.'),
  'tensor/dtype': say(
    'An input has the wrong element type.',
    NOT_RUN,
    'Use the type shown beside the field.',
  ),
  'tensor/shape': say('An input has the wrong shape.', NOT_RUN, 'Use the shape shown beside the field.'),
  'tensor/length': say(
    'An input holds more or fewer numbers than its shape says.',
    NOT_RUN,
    'Count them again.',
  ),
  'tensor/not-finite': say('An input holds something that is not a finite number.', NOT_RUN, 'Correct it.'),

  // Hub
  'hub/sealed': say(
    'This model is sealed, and this page cannot open sealed models yet.',
    NOT_RUN,
    'Choose an open model.',
  ),
  'hub/unsupported-runtime': say(
    'This page has no runtime for this kind of model.',
    NOT_RUN,
    'Choose an ONNX model.',
  ),
  'hub/draft-invalid': say(
    'A field of the publication is not right.',
    UNTOUCHED,
    'Correct it and try again.',
  ),
  'hub/draft-missing': say(
    'This publication is not on this device any more.',
    UNTOUCHED,
    'Start it again from the files.',
  ),
  'hub/no-room': say(
    'This browser has no room to keep the files while they are published.',
    UNTOUCHED,
    'Free some space, or remove kept models in Settings, then try again.',
  ),
  'hub/other-wallet': say(
    'The storage of this publication belongs to another wallet.',
    DRAFT_KEPT,
    'Connect the wallet that began it, then resume.',
  ),
  'hub/no-cap': say(
    'This wallet does not control the model.',
    UNTOUCHED,
    'Connect the wallet that listed it, or was handed it.',
  ),
  'hub/no-pending-call': say(
    'There is no paid call left to finish.',
    'Its output was shown already.',
    'Run the model again.',
  ),
  'hub/foreign-receipt': say(
    'This receipt is for another network or deployment.',
    'It was neither confirmed nor refuted.',
    'Choose its network in Settings and verify again.',
  ),
  'hub/receipt-not-on-chain': say('The chain has no such call.', UNTOUCHED, 'Do not rely on this receipt.'),

  // The page's own
  'form/address': say('This is not a Sui address.', UNTOUCHED, 'An address is 0x and 64 hexadecimal digits.'),
  'form/not-a-hide-list': say(
    'This is not a hide-list.',
    'Nothing was hidden, and your own list is as it was.',
    'Ask whoever gave it to you for the file or link that Floe exported.',
  ),
  'form/hide-list-too-long': say(
    'A hide-list can hold 20,000 models and 20,000 authors.',
    'Your own list is as it was.',
    'Remove entries you no longer need, then try again.',
  ),
  'form/no-model': say(
    'There is no ONNX model among these files.',
    UNTOUCHED,
    'Choose an .onnx file, or the folder it lies in.',
  ),
  'form/keep-failed': say(
    'This browser has no room to keep your draft.',
    'You can go on and publish.',
    'Do not reload before you have: what you chose and typed would be gone.',
  ),
  'form/invalid': say('A field is not filled in right.', UNTOUCHED, 'Correct it and try again.'),

  // Model data
  'manifest/syntax': say('The description of this version is not readable.', NOT_RUN, 'Try another version.'),
  'manifest/schema': say(
    'The description of this version is not sound.',
    NOT_RUN,
    'Check the fields, or try another version.',
  ),
  'manifest/layout': say('The file table of this version is not sound.', NOT_RUN, 'Try another version.'),
  'manifest/too-large': say(
    'The description is larger than 8 MB.',
    NOT_RUN,
    'Shorten the card or the label lists.',
  ),
  'pack/empty': say('There is no file to publish.', UNTOUCHED, 'Choose a model file.'),
  'pack/duplicate-path': say('Two files have the same name.', UNTOUCHED, 'Rename one of them.'),
  'pack/too-large': say(
    'The files are larger than a version can hold: 32 GB.',
    UNTOUCHED,
    'Publish a smaller, quantised export.',
  ),
  'pack/unreadable': say('A file could not be read.', UNTOUCHED, 'Choose it again.'),
  'amount/syntax': say(
    'This is not an amount.',
    UNTOUCHED,
    'Write digits and at most one point, like 0.004.',
  ),
  'amount/precision': say('This amount has too many decimals.', UNTOUCHED, 'SUI has nine.'),
  'amount/range': say('This amount is too large.', UNTOUCHED, 'Choose a smaller one.'),
  'receipt/format': say(
    'This is not a Floe receipt.',
    UNTOUCHED,
    'Choose a receipt exported from this page.',
  ),
  'receipt/opening': say('The receipt does not open its commitment.', UNTOUCHED, 'Do not rely on it.'),
};
