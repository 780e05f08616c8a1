// Code that calls one model, ready to run: command line, JavaScript, and the tool server for agents. Pure text.
import { arrayOf, formatAmount, formatSui, paysFirst, type Manifest } from '../../lib/index.ts';
import { jsonText, propertyName, shellWord } from './quoting.ts';
import { describeInput, sampleInputs, type Sample } from './sample-inputs.ts';

export interface SnippetTarget {
  /** Object ID of the model. */
  id: string;
  version: number;
  manifest: Manifest;
  /** Base units; becomes the most that is paid. */
  price: bigint;
  /** As `--network` takes it: `mainnet`, or the URL of a network's description. */
  network: string;
}

export interface Snippets {
  /** Undefined where a name of the author's cannot be said on a command line. */
  cli: string | undefined;
  javascript: string;
  /** For the configuration file of an agent. */
  mcpServer: string;
  /** What the agent asks of it. */
  mcpCall: string;
  /** Files that the snippets read from the folder they run in. */
  files: { file: string; packed: string | undefined; what: string }[];
}

const SUI_DECIMALS = 9;
/** Enough for some calls, and little enough to lose. In MIST. */
const LEAST_BUDGET = 100_000_000n;

export function snippetsFor(target: SnippetTarget): Snippets {
  const samples = sampleInputs(target.manifest);
  return {
    cli: commandLine(target, samples),
    javascript: javascript(target, samples),
    mcpServer: mcpServer(target),
    mcpCall: mcpCall(target, samples),
    files: samples.flatMap((sample) =>
      sample.kind === 'file'
        ? [{ file: sample.file, packed: sample.packed, what: describeInput(sample.input) }]
        : [],
    ),
  };
}

function commandLine(target: SnippetTarget, samples: readonly Sample[]): string | undefined {
  const inputs = samples.map((sample) => {
    const { name } = sample.input;
    // The first equals sign ends the name, and an at sign begins a file's name.
    const value = commandValue(sample);
    return name.includes('=') || name === '' || value === undefined
      ? undefined
      : shellWord(`${name}=${value}`);
  });
  const network = shellWord(target.network);
  if (network === undefined || inputs.includes(undefined)) return undefined;
  return [
    `npm run floe -- call ${target.id}`,
    ...inputs.map((input) => `--input ${input}`),
    `--version ${target.version} --max-price ${formatAmount(target.price, SUI_DECIMALS)}`,
    `--network ${network}`,
  ].join(' \\\n  ');
}

function commandValue(sample: Sample): string | undefined {
  if (sample.kind === 'file') return `@${sample.file}`;
  if (sample.kind === 'tensor') return sample.json;
  return sample.text.startsWith('@') ? undefined : sample.text;
}

function javascript(target: SnippetTarget, samples: readonly Sample[]): string {
  const uses = (kind: string) =>
    samples.some((sample) => sample.kind === 'file' && sample.input.preprocess?.kind === kind);
  const prepares = samples.some(({ kind }) => kind !== 'tensor');
  const fixes = target.manifest.inputs.some(({ fixed }) => fixed !== undefined);
  const needsFiles = samples.some(({ kind }) => kind === 'file');
  const names = [
    'createHub',
    'createLocalEncoder',
    ...(uses('audio') ? ['decodeWav'] : []),
    ...(fixes ? ['fixedTensor'] : []),
    ...(prepares ? ['prepareInput'] : []),
  ];
  const takesInput = prepares || fixes;
  return [
    '// In a clone of Floe, as call.mjs:  FLOE_KEY=suiprivkey1... npx tsx call.mjs',
    ...(needsFiles ? ["import { readFile } from 'node:fs/promises';"] : []),
    "import { homedir } from 'node:os';",
    `import { ${names.join(', ')} } from './src/lib/index.ts';`,
    ...(uses('image') ? ["import { decodeImage } from './src/agent/decode-image.ts';"] : []),
    "import { createFileStore } from './src/agent/file-store.ts';",
    "import { readWallet } from './src/agent/key.ts';",
    "import { readNetwork } from './src/agent/network.ts';",
    "import { createNodeEngine } from './src/agent/node-engine.ts';",
    '',
    'const hub = createHub({',
    `  network: await readNetwork(${jsonText(target.network)}),`,
    '  engine: createNodeEngine(),',
    '  encoder: createLocalEncoder(),',
    '  cache: createFileStore(`${homedir()}/.floe/cache`),',
    '  drafts: createFileStore(`${homedir()}/.floe/drafts`),',
    '});',
    `const model = await hub.open(${jsonText(target.id)}, { version: ${target.version} });`,
    ...(takesInput
      ? ['const input = (name) => model.manifest.inputs.find((known) => known.name === name);']
      : []),
    '',
    ...(paysFirst(target.manifest) ? streamedCall : lockedCall)(target, [
      ...samples.map((sample) => `  ${propertyName(sample.input.name)}: ${expression(sample)},`),
      ...target.manifest.inputs
        .filter(({ fixed }) => fixed !== undefined)
        .map(({ name }) => `  ${propertyName(name)}: fixedTensor(input(${jsonText(name)})),`),
    ]),
    '',
  ].join('\n');
}

const tooDear = (price: bigint, asked: string) =>
  `if (${asked} > ${digits(price)}n) throw new Error('A call costs more than ${formatSui(price)}');`;

/** Run, then paid. */
function lockedCall({ price }: SnippetTarget, inputs: readonly string[]): string[] {
  return [
    'const locked = await hub.call(model, {',
    ...inputs,
    '});',
    tooDear(price, 'locked.price'),
    'const { outputs, receipt } = await locked.pay(await readWallet());',
    'console.log(outputs, receipt.digest);',
  ];
}

/** Paid, then read while it is made. */
function streamedCall({ price }: SnippetTarget, inputs: readonly string[]): string[] {
  return [
    tooDear(price, 'model.listing.price'),
    'const wallet = await readWallet();',
    'const inputs = {',
    ...inputs,
    '};',
    'const onText = (text) => process.stdout.write(text);',
    'const answer = await hub.stream(model, inputs, { wallet, onText });',
    'const { receipt } = await answer.bind(wallet);',
    'console.log(answer.outputs, receipt.digest);',
  ];
}

function expression(sample: Sample): string {
  const { input } = sample;
  const own = `input(${jsonText(input.name)})`;
  if (sample.kind === 'tensor') {
    const { dtype } = input;
    const values = (JSON.parse(`[${sample.json}]`) as unknown[]).flat(Infinity);
    const big = dtype === 'int64' || dtype === 'uint64';
    const list = values.map((value) => (big ? `${String(value)}n` : jsonText(value))).join(', ');
    const ArrayType = arrayOf(dtype);
    const data = ArrayType ? `${ArrayType.name}.of(${list})` : `[${list}]`;
    return `{ dtype: '${dtype}', shape: [${sample.shape.join(', ')}], data: ${data} }`;
  }
  if (sample.kind === 'text') return `prepareInput(${own}, { kind: 'text', text: ${jsonText(sample.text)} })`;
  const read = `await readFile(${jsonText(sample.file)})`;
  switch (input.preprocess?.kind) {
    case 'image':
      return `prepareInput(${own}, { kind: 'image', image: await decodeImage(${read}) })`;
    case 'audio':
      return `prepareInput(${own}, { kind: 'audio', recording: decodeWav(${read}) })`;
    default:
      return `prepareInput(${own}, { kind: 'text', text: (${read}).toString() })`;
  }
}

function mcpServer({ network, price }: SnippetTarget): string {
  const budget = price * 10n > LEAST_BUDGET ? price * 10n : LEAST_BUDGET;
  const floe = {
    command: 'npm',
    args: [
      '--prefix',
      '/path/to/floe',
      'run',
      '--silent',
      'floe',
      '--',
      'mcp',
      '--network',
      network,
      '--budget',
      formatAmount(budget, SUI_DECIMALS),
    ],
    env: { FLOE_KEY: 'suiprivkey1...' },
  };
  return jsonText({ mcpServers: { floe } }, 2);
}

function mcpCall({ id, version, price }: SnippetTarget, samples: readonly Sample[]): string {
  const inputs = Object.fromEntries(samples.map((sample) => [sample.input.name, mcpValue(sample)]));
  return jsonText(
    {
      name: 'call_model',
      arguments: { model: id, version, inputs, max_price_sui: formatAmount(price, SUI_DECIMALS) },
    },
    2,
  );
}

function mcpValue(sample: Sample): unknown {
  if (sample.kind === 'file') return { file: sample.file };
  return sample.kind === 'tensor' ? JSON.parse(sample.json) : sample.text;
}

function digits(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, '_');
}
