// The one table of what is said for each error code: what happened, what is safe, what to do next.
// A test holds that every code the library can throw has its line here.

export interface Sentence {
  what: string;
  safe?: string;
  next: string;
}

const UNPAID = 'Nothing was charged and the output stays locked.';
const UNTOUCHED = 'Nothing was changed on chain.';
const NOT_RUN = 'Nothing was run and nothing was charged.';
const DRAFT_KEPT = 'Your publication is kept, and what was paid for is not paid twice.';
const REFUSED_BYTES = 'Nothing unverified was run or stored.';

const say = (what: string, safe: string, next: string): Sentence => ({ what, safe, next });

export const SENTENCES: Record<string, Sentence> = {
  // Wallet and payment
  'wallet/declined': say('The wallet did not sign.', UNTOUCHED, 'Try again when you are ready.'),
  'wallet/wrong-network': say(
    'Your wallet is on another network than this page.',
    UNTOUCHED,
    'Switch the network in the wallet, or in Settings.',
  ),
  'wallet/not-connected': say('No wallet is connected.', UNTOUCHED, 'Connect one and try again.'),
  'pay/declined': say(
    'You declined the payment.',
    UNPAID,
    'Pay later without running again, or drop the output.',
  ),
  'pay/insufficient-funds': say(
    'The wallet cannot cover the price and the network fee.',
    UNPAID,
    'Add funds, then pay again without re-running.',
  ),
  'pay/price-changed': say(
    'The author changed the price while you were running.',
    UNPAID,
    'Look at the new price and decide again.',
  ),
  'pay/inactive': say(
    'The author has switched this model off.',
    UNPAID,
    'Drop the output, or come back when it is on again.',
  ),
  'pay/wrong-network': say(
    'Your wallet is on another network than this model.',
    UNPAID,
    'Switch the network in the wallet, then pay again.',
  ),
  'pay/not-confirmed': say(
    'The payment was sent, and the network has not answered yet.',
    'It can take effect only once, however often you ask.',
    'Ask again in a moment.',
  ),
  'pay/event-mismatch': say(
    'The network reported a payment that is not the one of this call.',
    'The output stays locked until the right one is seen.',
    'Ask again, or choose another Sui endpoint in Settings.',
  ),
  'pay/refused': say(
    'The network refused the payment.',
    UNPAID,
    'Pay again; if it repeats, reload the page.',
  ),
  'pay/dropped': say('This output was dropped.', UNPAID, 'Run the model again.'),

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
    'A name, summary or task is empty or too long.',
    UNTOUCHED,
    'A name has at most 80 characters, a summary 280, a task 48.',
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

  // Walrus
  'blobs/unavailable': say(
    'No aggregator gave the file. Aggregators are the servers that read from Walrus.',
    NOT_RUN,
    'Try again, or add another aggregator in Settings.',
  ),
  'blobs/not-found': say(
    'Walrus does not hold this file any more; its storage term may have ended.',
    NOT_RUN,
    'Tell the author, or try another version.',
  ),
  'blobs/corrupt': say(
    'An aggregator sent bytes that are not what the chain names.',
    REFUSED_BYTES,
    'Try again, or remove that aggregator in Settings.',
  ),
  'blobs/manifest-mismatch': say(
    'The description on Walrus is not the one named on chain.',
    REFUSED_BYTES,
    'Do not use this version.',
  ),
  'blobs/encode-failed': say(
    'The files could not be encoded here.',
    DRAFT_KEPT,
    'Close other tabs and resume.',
  ),
  'blobs/bad-term': say(
    'Walrus does not sell this storage term.',
    UNTOUCHED,
    'Choose between 1 and 53 epochs.',
  ),
  'blobs/unsupported-network': say(
    'This Walrus network encodes in a way this page does not know.',
    UNTOUCHED,
    'Choose another network.',
  ),
  'blobs/insufficient-wal': say(
    'The wallet does not hold enough WAL, the coin that storage is paid in.',
    DRAFT_KEPT,
    'Get WAL, then resume.',
  ),
  'blobs/not-registered': say(
    'The storage was bought, and the network does not show it yet.',
    DRAFT_KEPT,
    'Resume in a moment.',
  ),
  'blobs/relay-tip': say(
    'The upload relay asks for a tip.',
    DRAFT_KEPT,
    'Choose another relay in Settings, then resume.',
  ),
  'blobs/relay-refused': say(
    'The upload relay refused the files.',
    DRAFT_KEPT,
    'Choose another relay in Settings, then resume.',
  ),
  'blobs/relay-unavailable': say(
    'The upload relay did not answer.',
    DRAFT_KEPT,
    'Resume in a moment, or choose another relay.',
  ),
  'blobs/relay-answer': say(
    'The upload relay did not prove that the files are stored.',
    DRAFT_KEPT,
    'Resume, or choose another relay in Settings.',
  ),
  'blobs/certificate-expired': say(
    'A new storage epoch began since the upload.',
    DRAFT_KEPT,
    'Resume: the files are uploaded once more, at no cost.',
  ),

  // Inference
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
  'pack/file-too-large': say(
    'A file is larger than a version can hold.',
    UNTOUCHED,
    'Split the weights into external data files.',
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
