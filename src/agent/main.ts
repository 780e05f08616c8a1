// `npm run floe -- COMMAND`: the hub for agents and shells.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
  createHub,
  createLocalEncoder,
  errorToWire,
  messageOf,
  parseAmount,
  type Hub,
  type NetworkConfig,
} from '../lib/index.ts';
import type { Answer } from './answer.ts';
import { call, list, market, publish, show, verify } from './commands.ts';
import { exitCode, UsageError } from './exit.ts';
import { createFileStore } from './file-store.ts';
import { readWallet } from './key.ts';
import { readNetwork } from './network.ts';
import { createNodeEngine } from './node-engine.ts';
import { note, toJson } from './print.ts';
import { readSort, search } from './search.ts';
import { resume, unfinished } from './stream-command.ts';

const USAGE = `usage: npm run floe -- COMMAND [options]

  list                                       newest models
  search [TEXT] [--task NAME] [--max-price SUI] [--sort ORDER] [--limit N]
                                             models by what they do, cost and truly earn
  show ID [--version N]                      a model, its signature, files and use
  call ID --input NAME=VALUE ... --max-price SUI
                                             run it, pay the author, print the output and the receipt; an answer
                                             that streams is paid first, and Ctrl+C ends it
  unfinished                                 calls that were paid for and not seen through
  resume CALL                                see one of them through; nothing is paid twice
  publish FILE... --name TEXT --price SUI [--summary TEXT] [--task NAME] [--epochs N]
                  [--license TEXT] [--card FILE] [--manifest FILE]
  market [--days N] [--model ID] [--author ADDRESS]
                                             what is truly called, paid for and earned
  verify RECEIPT.json                        check a receipt against the chain
  address                                    the address of the key
  mcp [--budget SUI]                         a tool server over stdin and stdout for agents (Model Context
                                             Protocol); without a budget it makes no calls

  --network mainnet|testnet|FILE|URL         or FLOE_NETWORK; a local network's URL ends in /devnet.json
  --key FILE                                 a suiprivkey1... in a file, or FLOE_KEY
  --json                                     one JSON value on stdout

ORDER: relevance, genuine-income, genuine-payers, repeat-payers, trending, newest or cheapest.
An input VALUE is @FILE (image, WAV, text or JSON), text, or a JSON array. Prices are in SUI, e.g. 0.004.
Exit: 0 done, 1 refused by rules, 2 bad usage, 3 network.`;

const OPTIONS = {
  network: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  version: { type: 'string' },
  limit: { type: 'string', default: '50' },
  input: { type: 'string', multiple: true, default: [] as string[] },
  'max-price': { type: 'string' },
  sort: { type: 'string' },
  budget: { type: 'string' },
  name: { type: 'string' },
  summary: { type: 'string', default: '' },
  task: { type: 'string' },
  license: { type: 'string' },
  card: { type: 'string' },
  manifest: { type: 'string' },
  price: { type: 'string' },
  days: { type: 'string', default: '30' },
  model: { type: 'string' },
  author: { type: 'string' },
  epochs: { type: 'string', default: '26' },
} satisfies ParseArgsConfig['options'];

type Options = ReturnType<typeof readArguments>['values'];

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function openHub(network: NetworkConfig): Hub {
  const home = process.env['FLOE_HOME'] ?? join(homedir(), '.floe');
  return createHub({
    network,
    engine: createNodeEngine(),
    encoder: createLocalEncoder(),
    cache: createFileStore(join(home, 'cache')),
    drafts: createFileStore(join(home, 'drafts', network.network)),
  });
}

async function perform(command: string | undefined, rest: string[], options: Options): Promise<Answer> {
  const required = (value: string | undefined, what: string) => {
    if (value === undefined || value === '') throw new UsageError(`${what} is missing`);
    return value;
  };
  const version = options.version === undefined ? undefined : count(options.version, '--version');
  const hub = async () => openHub(await readNetwork(options.network));
  switch (command) {
    case 'list':
      return list(await hub(), { limit: count(options.limit, '--limit') });
    case 'show':
      return show(await hub(), required(rest[0], 'The model ID'), version);
    case 'call': {
      const id = required(rest[0], 'The model ID');
      const maxPrice = parseAmount(required(options['max-price'], '--max-price'), 9);
      const wallet = await readWallet(options.key);
      return call(await hub(), wallet, id, { inputs: options.input, maxPrice, version, json: options.json });
    }
    case 'publish': {
      const name = required(options.name, '--name');
      const price = required(options.price, '--price');
      required(rest[0], 'A file');
      const { summary, task = 'other', license, card, manifest } = options;
      const epochs = count(options.epochs, '--epochs');
      const details = { files: rest, name, price, summary, task, license, card, manifest, epochs };
      const wallet = await readWallet(options.key);
      return publish(await hub(), wallet, details);
    }
    case 'search': {
      const { task, sort, 'max-price': maxPrice } = options;
      return search(await hub(), {
        text: rest.join(' '),
        task,
        maxPrice: maxPrice === undefined ? undefined : parseAmount(maxPrice, 9),
        sort: sort === undefined ? undefined : readSort(sort),
        limit: count(options.limit, '--limit'),
      });
    }
    case 'market':
      return market(await hub(), {
        days: count(options.days, '--days'),
        model: options.model,
        author: options.author,
      });
    case 'unfinished':
      return unfinished(await hub());
    case 'resume': {
      const wallet = await readWallet(options.key);
      return resume(await hub(), wallet, required(rest[0], 'The call'));
    }
    case 'verify':
      return verify(await hub(), required(rest[0], 'The receipt file'));
    case 'address': {
      const { address } = await readWallet(options.key);
      return { json: { address }, text: address };
    }
    default:
      throw new UsageError(
        command === undefined ? 'A command is missing' : `There is no command "${command}"`,
      );
  }
}

/** Serves until its input ends. Loaded only here: no other command needs the protocol. */
async function mcp(options: Options): Promise<void> {
  const { serveMcp } = await import('./mcp/server.ts');
  const hub = openHub(await readNetwork(options.network));
  if (options.budget === undefined) return serveMcp({ hub });
  const spending = { limit: parseAmount(options.budget, 9), wallet: await readWallet(options.key) };
  return serveMcp({ hub, spending });
}

function count(text: string, what: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${what} takes a whole number from 1`);
  return value;
}

async function main(): Promise<void> {
  let json = process.argv.includes('--json');
  try {
    const { values, positionals } = readArguments();
    if (values.help) return void console.log(USAGE);
    json = values.json;
    const [command, ...rest] = positionals;
    if (command === 'mcp') return await mcp(values);
    const answer = await perform(command, rest, values);
    process.stdout.write(`${json ? toJson(answer.json) : answer.text}\n`);
  } catch (error) {
    process.exitCode = exitCode(error);
    if (error instanceof UsageError) note(`${error.message}\n\n${USAGE}`);
    else if (json) note(toJson(errorToWire(error, 'agent/unexpected')));
    else note(messageOf(error));
  }
}

await main();
