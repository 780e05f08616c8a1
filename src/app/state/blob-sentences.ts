// What is said when Walrus, or a copy of what it stores, does not do as expected.
import { DRAFT_KEPT, NOT_RUN, REFUSED_BYTES, UNPAID_WAL, UNTOUCHED, say, type Sentence } from './sentence.ts';

export const BLOB_SENTENCES: Record<string, Sentence> = {
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
  'blobs/sidecar': say(
    'The list of digests that the file is checked against is damaged or belongs to another file.',
    NOT_RUN,
    'Try again, or tell the author.',
  ),
  'blobs/check-failed': say('Checking the file broke off.', NOT_RUN, 'Close other tabs and try again.'),
  'blobs/store-lost': say(
    'Writing the file to the disk broke off.',
    NOT_RUN,
    'Close other tabs and try again; what was written before is kept.',
  ),
  'blobs/encode-failed': say(
    'The files could not be encoded here.',
    DRAFT_KEPT,
    'Close other tabs and resume.',
  ),
  'blobs/unreadable': say('A file changed or went away while it was read.', DRAFT_KEPT, 'Choose it again.'),
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
    'Nothing was paid; what you entered is kept.',
    'Get WAL, then go on.',
  ),
  'blobs/not-registered': say(
    'The storage was bought, and the network does not show it yet.',
    DRAFT_KEPT,
    'Resume in a moment.',
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
  'blobs/expired': say(
    'Its storage has ended, and storage that has ended cannot be extended.',
    UNPAID_WAL,
    'Whoever has the files can publish them again as a new version.',
  ),
  'blobs/term-too-long': say(
    'Walrus does not sell storage that far ahead.',
    UNPAID_WAL,
    'Choose an earlier end; it can be moved again later.',
  ),
  'blobs/not-extendable': say(
    'This wallet may not extend all of its files: some belong to another, or are not found.',
    UNPAID_WAL,
    'Connect the wallet that stored them, or ask the author.',
  ),
  'blobs/already-extended': say(
    'Somebody has kept it for that long already.',
    UNPAID_WAL,
    'Look at the new date.',
  ),
  'blobs/price-changed': say(
    'Storage costs more than it did a moment ago.',
    UNPAID_WAL,
    'Look at the new price and decide again.',
  ),

  // Inference
};
