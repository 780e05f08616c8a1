// What is said when a signature or a payment does not come about, before a run or after it.
import { UNPAID, UNTOUCHED, say, type Sentence } from './sentence.ts';

export const PAY_SENTENCES: Record<string, Sentence> = {
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
  'pay/already-bound': say(
    'This answer is bound already, or its call was given up.',
    'The payment is as it was.',
    'Look for its receipt in Settings.',
  ),
  'pay/other-wallet': say(
    'Another wallet paid for this call.',
    UNTOUCHED,
    'Connect the wallet that paid, then try again.',
  ),
  'pay/dropped': say('This output was dropped.', UNPAID, 'Run the model again.'),

  // Paid before the run
  'hub/not-streaming': say(
    'This model gives its answer in one piece.',
    'Nothing was charged.',
    'Run it first, and pay when it worked.',
  ),
  'hub/stream-interrupted': say(
    'The answer was cut off.',
    'It is paid for, and nothing is paid twice.',
    'Go on: the same answer is made again, at no cost.',
  ),
  'hub/nothing-to-bind': say(
    'This answer was not shown yet.',
    'The payment is as it was.',
    'Let it be made first, then bind it.',
  ),
};
