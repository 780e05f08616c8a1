// `npm start`: the page on an embedded local network, with models to run.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatSui } from '../src/lib/index.ts';
import { publishAll, startLocalNetwork, type LocalNetworkOptions } from './local-network.ts';
import { demoModels } from './models/index.ts';
import { generateMarket } from './seed/index.ts';

/** Sizes of a generated past with wash rings in it: listings without files, and calls that never ran. */
const MARKETS = {
  small: { models: 60, authors: 20, payers: 400, calls: 4_000 },
  full: { models: 5_000, authors: 200, payers: 20_000, calls: 1_000_000 },
};
const MARKET_DAYS = 180;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = `${ROOT}dist`;
const USAGE = `usage: npm start -- [--port N] [--no-models] [--market ${Object.keys(MARKETS).join('|')}]`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        'no-models': { type: 'boolean', default: false },
        market: { type: 'string' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new RangeError(`not a port: ${values.port}`);
    if (values.market !== undefined && !isSize(values.market)) {
      throw new RangeError(`not a market: ${values.market}`);
    }
    return { port, models: !values['no-models'], size: values.market };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function isSize(text: string): text is keyof typeof MARKETS {
  return text in MARKETS;
}

function pastOf(size: keyof typeof MARKETS | undefined): Pick<LocalNetworkOptions, 'market'> {
  if (size === undefined) return {};
  return {
    market: generateMarket({ seed: 1, days: MARKET_DAYS, endMs: Date.now(), ...MARKETS[size] }),
  };
}

/** Newest change below the folders that the build reads. */
function newest(...folders: string[]): number {
  return Math.max(
    ...folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs),
    ),
  );
}

function buildPage(): void {
  const built = existsSync(`${DIST}/index.html`) ? statSync(`${DIST}/index.html`).mtimeMs : 0;
  if (built > newest(`${ROOT}src`, `${ROOT}static`)) return;
  console.log('Building the page ...');
  const { status } = spawnSync('npx', ['vite', 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** The asked-for port, or any free one if it is taken. */
async function startOn(port: number, past: Pick<LocalNetworkOptions, 'market'>) {
  try {
    return await startLocalNetwork({ port, dist: DIST, ...past });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    console.log(`Port ${port} is taken; using a free one.`);
    return startLocalNetwork({ dist: DIST, ...past });
  }
}

const options = readOptions();
buildPage();
console.log('Starting the local network ...');
const network = await startOn(options.port, pastOf(options.size));
if (options.models) {
  const author = await network.author();
  console.log('Publishing models from npm packages:');
  await publishAll(author, await demoModels(), (draft) => {
    console.log(`  ${draft.name} (${draft.task}, ${draft.price === 0n ? 'free' : formatSui(draft.price)})`);
  });
}
console.log(
  `\nFloe is at ${network.url}/\nIts network is described at ${network.url}/devnet.json; stop with Ctrl+C.`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    network.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
