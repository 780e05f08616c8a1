// The commands, over a hub. Each returns what `--json` prints and the text people read.
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  FloeError,
  formatSui,
  parseAmount,
  readOnnxHeader,
  proposePreprocess,
  type Hub,
  type ManifestInput,
  type ManifestOutput,
  type PublicationDraft,
  type Receipt,
  type Wallet,
} from '../lib/index.ts';
import { UsageError } from './exit.ts';
import { readInputs } from './inputs.ts';
import { note, priceText } from './print.ts';
import { describeOutputs } from './outputs.ts';

export interface Answer {
  json: unknown;
  text: string;
}

/** Refused by the caller's own limit, before anything was run or paid. */
export class MaxPriceError extends FloeError<'agent/above-max-price'> {
  override name = 'MaxPriceError';
}

export async function list(hub: Hub, options: { limit: number }): Promise<Answer> {
  const { items } = await hub.list({ limit: options.limit });
  const rows = items.map(
    (item) =>
      `${item.id}  ${item.name}  ${item.task}  ${priceText(item)}${item.active ? '' : '  (switched off)'}`,
  );
  return { json: items, text: rows.join('\n') || 'No models are listed here yet.' };
}

export async function show(hub: Hub, id: string, version: number | undefined): Promise<Answer> {
  const model = await hub.open(id, version === undefined ? {} : { version });
  const { listing, manifest, totals } = model;
  const text = [
    `${listing.name}: ${listing.summary}`,
    `price     ${priceText(listing)} per call`,
    `author    ${listing.author}`,
    `version   ${model.version.number} of ${listing.head}, manifest ${model.version.manifestBlobId}`,
    `calls     ${totals.calls} by ${totals.payers} payers, and ${totals.selfCalls} of the author's own`,
    ...manifest.inputs.map(
      (input) => `input     ${input.name} ${input.dtype} ${input.preprocess?.kind ?? ''}`,
    ),
    ...manifest.outputs.map((output) => `output    ${output.name} ${output.dtype}`),
    ...manifest.files.map((file) => `file      ${file.path} ${file.bytes} bytes, sha256 ${file.sha256}`),
  ].join('\n');
  const { card: _, ...rest } = manifest;
  return { json: { listing, version: model.version, manifest: rest, totals }, text };
}

export interface CallArguments {
  inputs: string[];
  maxPrice: bigint;
  version: number | undefined;
}

/** @throws MaxPriceError when a call costs more than `maxPrice`; nothing is downloaded, run or paid then */
export async function call(hub: Hub, wallet: Wallet, id: string, options: CallArguments): Promise<Answer> {
  const model = await hub.open(id, options.version === undefined ? {} : { version: options.version });
  if (model.listing.price > options.maxPrice) {
    throw new MaxPriceError(
      'agent/above-max-price',
      `A call costs ${priceText(model.listing)}, more than --max-price allows`,
      { details: { price: model.listing.price.toString(), maxPrice: options.maxPrice.toString() } },
    );
  }
  const inputs = await readInputs(model.manifest, options.inputs);
  const locked = await hub.call(model, inputs, {
    provider: 'wasm',
    onProgress: (progress) => note(progress.step),
  });
  const { outputs, receipt, gas, timings } = await locked.pay(wallet, {
    onProgress: (progress) => note(progress.step),
  });
  hub.unload(model.listing.id);
  const presented = describeOutputs(model.manifest, outputs);
  return {
    json: { outputs: presented.json, receipt, gas, timings },
    text: `${presented.text}\npaid      ${formatSui(BigInt(receipt.price))} and ${formatSui(gas)} gas\nreceipt   ${receipt.digest}`,
  };
}

export async function verify(hub: Hub, file: string): Promise<Answer> {
  const receipt = JSON.parse(await readText(file)) as Receipt;
  await hub.verifyReceipt(receipt);
  return {
    json: { verified: true, digest: receipt.digest },
    text: 'The receipt opens, and the chain has this call.',
  };
}

export interface PublishArguments {
  files: string[];
  name: string;
  summary: string;
  task: string;
  license: string | undefined;
  card: string | undefined;
  price: string;
  epochs: number;
  /** JSON file with `inputs`, `outputs`, `examples` to replace what the model file says. */
  manifest: string | undefined;
}

/** Publishes an ONNX file, with external-data files beside it. Resumes a cut publication of the same name. */
export async function publish(hub: Hub, wallet: Wallet, options: PublishArguments): Promise<Answer> {
  const unfinished = (await hub.publications()).find(
    ({ step, draft }) => step !== 'done' && draft.name === options.name,
  );
  if (unfinished) note(`Going on with the publication begun earlier, at "${unfinished.step}"`);
  const { id } = unfinished ?? (await hub.draft(await readDraft(options)));
  const { model, version } = await hub.publish(id, wallet, {
    onProgress: ({ step, signing }) => note(signing ? `${step}: signing` : step),
  });
  return { json: { model, version }, text: `${model}  version ${version}` };
}

async function readDraft(options: PublishArguments): Promise<PublicationDraft> {
  const files = await Promise.all(options.files.map(readDraftFile));
  const entry = files.find(({ path }) => path.endsWith('.onnx'));
  if (!entry) throw new UsageError('One of the files must be an .onnx model');
  const header = await readOnnxHeader(entry.data);
  const declared = options.manifest
    ? (JSON.parse(await readText(options.manifest)) as {
        inputs?: ManifestInput[];
        outputs?: ManifestOutput[];
      })
    : {};
  const inputs = header.inputs.map((info) => {
    const preprocess = proposePreprocess(info);
    return { ...info, shape: [...info.shape], ...(preprocess ? { preprocess } : {}) };
  });
  const outputs = header.outputs.map((info) => ({ ...info, shape: [...info.shape] }));
  return {
    files,
    entry: entry.path,
    name: options.name,
    summary: options.summary,
    task: options.task,
    runtime: 'onnx',
    price: parseAmount(options.price, 9),
    epochs: options.epochs,
    inputs,
    outputs,
    ...declared,
    ...(options.license ? { license: options.license } : {}),
    ...(options.card ? { card: await readText(options.card) } : {}),
  };
}

async function readDraftFile(file: string) {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) throw new UsageError(`There is no file ${file}`);
  return { path: basename(file), data: new Blob([new Uint8Array(await readFile(file))]) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read`);
  }
}

/** What is truly called, paid for and earned, judged by open rules from the chain alone. */
export async function market(hub: Hub, options: { days: number }): Promise<Answer> {
  const report = await hub.market({
    days: options.days,
    onProgress: ({ step, done }) => note(`${step}: ${done}`),
  });
  const { totals, measures } = report;
  const row = (name: string, tally: { calls: number; money: ReadonlyMap<string, bigint> }) =>
    `${name.padEnd(10)}${String(tally.calls).padStart(10)}  ${formatSui(tally.money.get(report.coin) ?? 0n)}`;
  const share = ({ part, whole }: { part: number; whole: number }) => `${part} of ${whole}`;
  const text = [
    `${report.listings} models, ${totals.raw.calls} calls known`,
    row('raw', totals.raw),
    row('genuine', totals.genuine),
    row('self', totals.self),
    row('linked', totals.linked),
    row('unknown', totals.unknown),
    `In the last ${report.days} days:`,
    `  alive models       ${share(measures.aliveShare)}`,
    `  earning models     ${share(measures.earningShare)}`,
    `  genuine payers     ${measures.genuinePayers.active}, ${measures.genuinePayers.fresh} of them new`,
    `  repeat payers      ${share(measures.repeatRate)}`,
    `  effective earners  ${measures.concentration.effectiveEarners?.toFixed(1) ?? 'none'}`,
  ].join('\n');
  return { json: toPlain(report), text };
}

/** Maps as objects, for JSON. */
function toPlain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), toPlain(item)]));
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}
