// The page of the publish bench: publishes the chosen files as the app does, signed by a key of its own.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import {
  createHub,
  createIdbStore,
  createModelWorker,
  createWorkerEncoder,
  createWorkerEngine,
  type NetworkConfig,
  type Wallet,
} from '../../../src/lib/index.ts';
import { noise } from '../../lib/blobs/noise.ts';
import { draftOf, publishTimed, type StepTimes } from '../publish-steps.ts';
import type { Measured } from '../verify-yardsticks.ts';

const encoder = createWorkerEncoder(
  () => new Worker(new URL('../../../src/lib/blobs/encoder.worker.ts', import.meta.url), { type: 'module' }),
);
const engine = createWorkerEngine({ createWorker: createModelWorker });

const api = {
  async publish(network: NetworkConfig): Promise<StepTimes> {
    const keypair = new Ed25519Keypair();
    const wallet: Wallet = {
      address: keypair.toSuiAddress(),
      signTransaction: async (bytes) => ({
        bytes,
        signature: (await keypair.signTransaction(bytes)).signature,
      }),
    };
    const [cache, drafts] = [createIdbStore('bench-cache'), createIdbStore('bench-drafts')];
    const hub = createHub({ network, engine, encoder, cache, drafts });
    await hub.requestFunds(wallet.address);
    const files = [...document.querySelector('input')!.files!];
    return publishTimed(hub, wallet, draftOf(files.map((data) => ({ path: data.name, data }))));
  },
  /** Milliseconds of our encoding, then of walrus-wasm's in a Worker that has all bytes already. */
  async encode(size: number): Promise<{ ours: number; theirs: number }> {
    const bytes = noise(size);
    const blob = new Blob([bytes]);
    await encoder.hash(blob, {});
    const started = performance.now();
    await encoder.encode(blob, {});
    return { ours: performance.now() - started, theirs: await encodeWithWasm(bytes.buffer) };
  },
};

async function encodeWithWasm(bytes: ArrayBuffer): Promise<number> {
  const worker = new Worker(new URL('../verify-page/baseline.worker.ts', import.meta.url), {
    type: 'module',
  });
  const ask = <T>(request: object, transfer: Transferable[]) =>
    new Promise<T>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request, transfer);
    });
  await ask({ bytes }, [bytes]);
  const { ms } = await ask<Measured>({ measure: 'walrus-wasm' }, []);
  worker.terminate();
  return ms;
}

export type PublishPage = typeof api;
Object.assign(window, { floe: api });
