// The commands, over a hub. Each returns what `--json` prints and the text people read.
import { openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  formatSui,
  parseAmount,
  paysFirst,
  provenBy,
  readOnnxHeader,
  proposePreprocess,
  type Hub,
  type ManifestInput,
  type ManifestOutput,
  type PublicationDraft,
  type PublishProgress,
  type Receipt,
  type Wallet,
} from '../lib/index.ts';
import type { Answer } from './answer.ts';
import { UsageError } from './exit.ts';
import { prepareInputs, readPairs } from './inputs.ts';
import { marketText, toPlain } from './market-report.ts';
import { describeOutputs } from './outputs.ts';
import { assertPrice } from './price-limit.ts';
import { note, priceText } from './print.ts';
import { callFirst } from './stream-command.ts';

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
  /** One JSON value on stdout: an answer that streams is told on stderr. */
  json: boolean;
}

/** @throws PriceLimitError when a call costs more than `maxPrice`; nothing is downloaded, run or paid then */
export async function call(hub: Hub, wallet: Wallet, id: string, options: CallArguments): Promise<Answer> {
  const model = await hub.open(id, options.version === undefined ? {} : { version: options.version });
  assertPrice(model.listing, options.maxPrice);
  const inputs = await prepareInputs(model.manifest, await readPairs(options.inputs));
  if (paysFirst(model.manifest)) return callFirst(hub, wallet, model, inputs, options.json);
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
    json: { outputs: { tensors: outputs, readable: presented.readable }, receipt, gas, timings },
    text: `${presented.text}\npaid      ${formatSui(BigInt(receipt.price))} and ${formatSui(gas)} gas\nreceipt   ${receipt.digest}`,
  };
}

const PROVEN = {
  input: 'The receipt opens, and the chain has this call: its input was paid for.',
  output: 'The receipt opens, and the chain has this call.',
};

export async function verify(hub: Hub, file: string): Promise<Answer> {
  const receipt = JSON.parse(await readText(file)) as Receipt;
  await hub.verifyReceipt(receipt);
  const proves = provenBy(receipt);
  return {
    json: { verified: true, digest: receipt.digest, proves },
    text: receipt.bound ? `${PROVEN.output} Its output is bound to it.` : PROVEN[proves],
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
  let told = '';
  const { model, version } = await hub.publish(id, wallet, {
    onProgress(progress) {
      const line = describePublishing(progress);
      if (line !== told) note((told = line));
    },
  });
  return { json: { model, version }, text: `${model}  version ${version}` };
}

function describePublishing({ step, signing, cost }: PublishProgress): string {
  if (signing) return `${step}: signature ${signing.number} of ${signing.of}`;
  if (!cost) return step;
  const { wal, savedWal, storedBytes, tip } = cost;
  const saved = savedWal > 0n ? `, saves ${savedWal} FROST: ${storedBytes} bytes are stored already` : '';
  return `${step}: ${wal} FROST${tip > 0n ? ` and ${tip} MIST of tips` : ''}${saved}`;
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
  return { path: basename(file), data: await openAsBlob(file) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read`);
  }
}

export interface MarketArguments {
  days: number;
  model?: string | undefined;
  author?: string | undefined;
}

/** What is truly called, paid for and earned, judged by open rules from the chain alone. */
export async function market(hub: Hub, { days, model, author }: MarketArguments): Promise<Answer> {
  await hub.market.sync({
    onProgress: ({ step, done, total }) =>
      note(`${step}: ${done}${total === undefined ? '' : ` of ${total}`}`),
  });
  if (author !== undefined) await hub.market.costs(author);
  const scope = { ...(model === undefined ? {} : { model }), ...(author === undefined ? {} : { author }) };
  const report = await hub.market.report({ days, scope });
  return { json: toPlain(report), text: marketText(report) };
}
