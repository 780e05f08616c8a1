// The tool that spends money: runs a model here, pays its author, and only then gives the outputs.
import { FloeError, formatSui, parseAmount, type LockedCall, type Wallet } from '../../lib/index.ts';
import { UsageError } from '../exit.ts';
import { prepareInputs } from '../inputs.ts';
import { describeOutputs } from '../outputs.ts';
import { assertPrice } from '../price-limit.ts';
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
    'Nothing is paid if the run fails or the price is above max_price_sui. Look at show_model first for the inputs.',
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
    let locked: LockedCall;
    try {
      const values = inputs
        ? await givenFromJson(model.manifest, inputs)
        : await givenFromExample(hub, model, example!, signal);
      locked = await hub.call(model, await prepareInputs(model.manifest, values), {
        provider: 'wasm',
        signal,
        onProgress: (at) =>
          progress(at.step === 'download' ? `download ${at.loaded} of ${at.total}` : at.step),
      });
    } catch (error) {
      reservation.release();
      throw error;
    }
    const { outputs, receipt, gas, timings } = await pay(locked, spending.wallet, reservation, progress);
    market.outdate();
    hub.unload(model.listing.id);
    const described = describeOutputs(model.manifest, outputs);
    const { budget } = spending;
    const text = [
      described.text,
      `Paid ${formatSui(BigInt(receipt.price))} to the author and ${formatSui(gas)} gas; ${formatSui(budget.left)} of this session's budget are left.`,
      `Receipt: transaction ${receipt.digest}`,
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

/** Not stopped by a client that gives up: what was signed is seen through. */
async function pay(
  locked: LockedCall,
  wallet: Wallet,
  reservation: Reservation,
  progress: (message: string) => void,
) {
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
