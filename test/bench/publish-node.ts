// An author in Node, in a process of its own for each publication: a job as one argument, its figures as JSON.
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { keypairWallet } from '../../src/agent/key.ts';
import { createNodeEngine } from '../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../src/lib/blobs/types.ts';
import { createHub } from '../../src/lib/index.ts';
import { withPeakMemory } from './peak-memory.ts';
import type { PublishFigures, PublishJob } from './publish.ts';
import { draftOf, publishTimed } from './publish-steps.ts';

const { network, paths } = JSON.parse(process.argv[2]!) as PublishJob;
const hub = createHub({
  network,
  engine: createNodeEngine(),
  encoder: createLocalEncoder(),
  cache: createMemoryStore(),
  drafts: createShelf(),
});
const wallet = keypairWallet(new Ed25519Keypair());
await hub.requestFunds(wallet.address);
const files = await Promise.all(
  paths.map(async (path) => ({
    path: basename(path),
    data: await openAsBlob(path),
  })),
);
const [times, memory] = await withPeakMemory(process.pid, () => publishTimed(hub, wallet, draftOf(files)));
process.stdout.write(
  JSON.stringify({ times, ...(memory === undefined ? {} : { memory }) } satisfies PublishFigures),
);
process.exit(0);

/** Keeps values as they are: a file of Node's cannot be cloned. */
function createShelf(): KeyValueStore {
  const values = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
    keys: async () => [...values.keys()],
  };
}
