// The tool that spends money: runs a model here, pays its author, and only then gives the outputs.
import {
  FloeError,
  formatSui,
  parseAmount,
  paysFirst,
  type CallProgress,
  type CallTimings,
  type Hub,
  type OpenModel,
  type Receipt,
  type Tensors,
  type Wallet,
} from '../../lib/index.ts';
import { UsageError } from '../exit.ts';
import { prepareInputs } from '../inputs.ts';
import { describeOutputs } from '../outputs.ts';
import { assertPrice } from '../price-limit.ts';
import { streamCall } from '../stream-call.ts';
import { BudgetError, type Reservation } from './budget.ts';
import { picturesOf, tensorsJson } from './content.ts';
import { givenFromExample, givenFromJson } from './given.ts';
import { answer, type Tool } from './tool.ts';

/** After these certainly no money moved. */
const UNPAID = new Set([
  'pay/declined',
  'pay/insufficient-funds',
  'pay/price-changed',
  'pay/inactive',
  'pay/wrong-network',
  'pay/refused',
]);
/** A payment nobody confirmed is finished, never made twice. */
const TRIES = 3;

interface CallGiven {
  model: string;
  inputs?: Record<string, unknown>;
  example?: string;
  max_price_sui: string | number;
  version?: number;
  tensors?: 'short' | 'all';
}

export const callModel: Tool = {
  name: 'call_model',
  title: 'Run a model and pay its author',
  description:
    'Runs a model on this machine, pays its author the listed price in SUI, and returns the outputs with a receipt. ' +
    'Nothing is paid if the run fails or the price is above max_price_sui; text generation is paid before it runs, and ' +
    'finished at no cost if it is cut off. Look at show_model first for the inputs.',
  readOnly: false,
  inputSchema: {
    type: 'object',
    properties: {
      model: { type: 'string', description: 'Object ID of the model, 0x...' },
      inputs: {
        type: 'object',
        description:
          'By input name. Tensors: a number or nested arrays. Text: a string. Pictures and WAV recordings: a file ' +
          'path or a data URL. Anything from a file: {"file": "path"}. Inputs with a fixed value can be left out.',
        additionalProperties: true,
      },
      example: { type: 'string', description: "Label of one of the author's examples, instead of inputs" },
      max_price_sui: {
        type: ['string', 'number'],
        description:
          'The most this call may cost, in SUI, e.g. "0.004". Gas of about 0.001 to 0.004 SUI is extra.',
      },
      version: { type: 'integer', minimum: 1, description: 'The newest where absent' },
      tensors: {
        enum: ['short', 'all'],
        description: 'Whether long output tensors are cut to their first elements (short, the default)',
      },
    },
    required: ['model', 'max_price_sui'],
  },
  async run({ hub, market, spending }, given, { signal, progress }) {
    const { model: id, inputs, example, version, tensors = 'short', ...rest } = given as unknown as CallGiven;
    if (!spending) {
      throw new BudgetError(
        'agent/no-budget',
        'This server was started without --budget, so it may not spend anything',
      );
    }
    if ((inputs === undefined) === (example === undefined)) {
      throw new UsageError('Give either inputs or the name of an example');
    }
    const maxPrice = parseAmount(String(rest.max_price_sui), 9);
    const model = await hub.open(id, { signal, ...(version === undefined ? {} : { version }) });
    assertPrice(model.listing, maxPrice);
    const reservation = spending.budget.reserve(model.listing.price);
    let prepared: Tensors;
    try {
      const values = inputs
        ? await givenFromJson(model.manifest, inputs)
        : await givenFromExample(hub, model, example!, signal);
      prepared = await prepareInputs(model.manifest, values);
    } catch (error) {
      reservation.release();
      throw error;
    }
    const make = paysFirst(model.manifest) ? payFirst : payAfter;
    const { outputs, receipt, gas, timings, note } = await make(
      { hub, wallet: spending.wallet, reservation, signal, progress },
      model,
      prepared,
    );
    market.outdate();
    hub.unload(model.listing.id);
    const described = describeOutputs(model.manifest, outputs);
    const { budget } = spending;
    const text = [
      described.text,
      `Paid ${formatSui(BigInt(receipt.price))} to the author and ${formatSui(gas)} gas; ${formatSui(budget.left)} of this session's budget are left.`,
      `Receipt: transaction ${receipt.digest}`,
      ...(note === undefined ? [] : [note]),
    ].join('\n');
    const data = {
      readable: described.readable,
      tensors: tensorsJson(outputs, tensors === 'all'),
      receipt,
      gas,
      timings,
      budget: { limit: budget.limit, spent: budget.spent, left: budget.left },
    };
    return answer(text, data, await picturesOf(model.manifest, outputs));
  },
};

interface Making {
  hub: Hub;
  wallet: Wallet;
  reservation: Reservation;
  signal: AbortSignal;
  progress: (message: string) => void;
}

interface Made {
  outputs: Tensors;
  receipt: Receipt;
  gas: bigint;
  timings: CallTimings;
  /** What the reader should know besides. */
  note?: string;
}

function tell(progress: Making['progress']): (at: CallProgress) => void {
  return (at) => progress(at.step === 'download' ? `download ${at.loaded} of ${at.total}` : at.step);
}

async function payAfter(
  { hub, wallet, reservation, signal, progress }: Making,
  model: OpenModel,
  inputs: Tensors,
): Promise<Made> {
  const locked = await hub
    .call(model, inputs, { provider: 'wasm', signal, onProgress: tell(progress) })
    .catch((error: unknown) => {
      reservation.release();
      throw error;
    });
  // Not stopped by a client that gives up: what was signed is seen through.
  for (let tried = 1; ; tried++) {
    try {
      const paid = await locked.pay(wallet, { onProgress: ({ step }) => progress(step) });
      reservation.spent(BigInt(paid.receipt.price) + paid.gas);
      return paid;
    } catch (error) {
      const code = error instanceof FloeError ? error.code : '';
      if (code === 'pay/not-confirmed' && tried < TRIES) continue;
      if (UNPAID.has(code)) reservation.release();
      throw error;
    }
  }
}

/** A client that gives up ends the answer once it is paid for: what there is is bound and given. */
async function payFirst(
  { hub, wallet, reservation, signal, progress }: Making,
  model: OpenModel,
  inputs: Tensors,
): Promise<Made> {
  const before = new AbortController();
  const stop = new AbortController();
  let state: 'unsigned' | 'signed' = 'unsigned';
  let paid: bigint | undefined;
  const onAbort = () => (state === 'unsigned' ? before : stop).abort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { answer, receipt, unbound, gas } = await streamCall(hub, model, inputs, {
      wallet,
      signal: before.signal,
      stop: stop.signal,
      onText: progress,
      onProgress: tell(progress),
      onSigned: () => (state = 'signed'),
      onPaid: (amount) => (paid = amount),
    });
    reservation.spent(BigInt(receipt.price) + gas);
    const { outputs, timings } = answer;
    const note = unbound === undefined ? {} : { note: `The answer is not bound to its receipt: ${unbound}` };
    return { outputs, receipt, gas, timings, ...note };
  } catch (error) {
    const code = error instanceof FloeError ? error.code : '';
    if (paid !== undefined) reservation.spent(paid);
    else if (state === 'unsigned' || UNPAID.has(code)) reservation.release();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
