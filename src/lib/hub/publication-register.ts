// Buys the storage of a publication's blobs: only of those that Walrus does not hold already. One transaction for all;
// where the upload relay asks for a tip, one for each blob that it will take, because a tip proves one upload.
import type { Publisher } from '../blobs/publisher.ts';
import { tipFor, type RelayTip } from '../blobs/tip.ts';
import type { EncodedBlob, RegisteredBlob } from '../blobs/types.ts';
import type { ExecutedTransaction } from '../chain/execute.ts';
import type { Wallet } from '../model/wallet.ts';
import type { PublicationBlobs } from './publication-blobs.ts';
import { blobsOf } from './publication-encode.ts';
import type { Signing, StepOptions } from './publication-signing.ts';
import type { StoredPublication } from './publication-store.ts';
import type { PublicationCost } from './types.ts';

export interface RegisterPorts {
  publisher: Publisher;
  paid: PublicationBlobs;
  signing: Signing;
  save: (state: StoredPublication) => Promise<StoredPublication>;
  now: () => number;
}

/** Relays take a payment for ten hours. */
const TIP_FRESH_MS = 9 * 3_600_000;

interface Purchase {
  blobs: EncodedBlob[];
  tip?: { relay: RelayTip; blob: EncodedBlob };
}

export async function registerPublication(
  ports: RegisterPorts,
  begun: StoredPublication,
  wallet: Wallet,
  options: StepOptions,
): Promise<StoredPublication> {
  const { publisher, paid, signing, save } = ports;
  const abortable = options.signal ? { signal: options.signal } : {};
  const { draft } = begun;
  // Asked before any money moves, and fixed: what was paid until then stays enough.
  const relay = await publisher.relayTip(abortable);
  const endEpoch = begun.endEpoch ?? (await publisher.endEpoch(draft.epochs));
  const finished = await signing.finish(await save({ ...begun, endEpoch }), options);
  let state = await note(finished.state, finished.executed);

  const different = blobsOf(state).map(({ encoded }) => encoded);
  const known = await paid.find(wallet.address, different, endEpoch, abortable);
  for (const blob of state.registered ?? []) if (!known.has(blob.blobId)) known.set(blob.blobId, blob);
  const missing = different.filter(({ blobId }) => !known.has(blobId));
  const uploads = different.filter((blob) => needsUpload(state, known.get(blob.blobId), blob.blobId));

  const price = await paid.price(
    { register: missing, known: [...known.values()], all: different },
    { epochs: draft.epochs, endEpoch },
    abortable,
  );
  const purchases = plan(
    missing,
    relay ? { relay, blobs: uploads.filter(lacksTip(state, ports.now())) } : undefined,
  );
  const tips = purchases.map(({ tip }) => (tip ? tipFor(tip.relay, tip.blob.size) : 0n));
  const cost: PublicationCost = {
    wal: price.register + price.extend,
    savedWal: price.saved,
    storedBytes: different
      .filter(({ blobId }) => known.get(blobId)?.certified)
      .reduce((sum, { size }) => sum + size, 0),
    tip: tips.reduce((sum, tip) => sum + tip, 0n),
  };
  options.onProgress?.({ step: 'register', cost });
  const of = (state.signatures ?? 0) + purchases.length + 1;
  for (const [index, { blobs, tip }] of purchases.entries()) {
    options.signal?.throwIfAborted();
    const request = {
      blobs,
      epochs: draft.epochs,
      owner: wallet.address,
      ...(tip ? { tip } : {}),
      // Before the first signature there has to be enough for all of them.
      ...(index === 0 ? { needed: cost.wal } : {}),
    };
    const signed = await signing.sign(
      {
        state,
        wallet,
        of,
        cost,
        spends: tips[index]!,
        build: () => publisher.registerTransaction(request, abortable),
        ...(tip ? { tipping: tip.blob.blobId } : {}),
      },
      options,
    );
    state = await note(signed.state, signed.executed);
  }
  const registered = new Map((state.registered ?? []).map((blob) => [blob.blobId, blob]));
  for (const [blobId, blob] of known) registered.set(blobId, blob);
  return save({ ...state, owner: wallet.address, registered: [...registered.values()], step: 'upload' });

  /** Stores what an executed transaction bought. */
  async function note(
    before: StoredPublication,
    executed: ExecutedTransaction | undefined,
  ): Promise<StoredPublication> {
    if (!executed) return before;
    const { signed: _, tipping, ...rest } = before;
    const created = await publisher.registeredBy(executed.digest, [], abortable);
    const tip = { digest: executed.digest, paidMs: ports.now() };
    return save({
      ...rest,
      registered: [...(rest.registered ?? []), ...created.values()],
      ...(tipping === undefined ? {} : { tips: { ...rest.tips, [tipping]: tip } }),
    });
  }
}

function plan(
  missing: readonly EncodedBlob[],
  tipped: { relay: RelayTip; blobs: readonly EncodedBlob[] } | undefined,
): Purchase[] {
  const purchases: Purchase[] = [];
  const left = new Set(missing);
  for (const blob of tipped?.blobs ?? []) {
    purchases.push({ blobs: left.delete(blob) ? [blob] : [], tip: { relay: tipped!.relay, blob } });
  }
  if (left.size > 0) purchases.push({ blobs: [...left] });
  return purchases;
}

/** Whether its bytes still have to go to the relay. */
export function needsUpload(
  { certificates = [] }: StoredPublication,
  registered: RegisteredBlob | undefined,
  blobId: string,
): boolean {
  return !registered?.certified && !certificates.some((certificate) => certificate.blobId === blobId);
}

/** True for a blob whose upload no tip was paid for, or so long ago that no relay would take it. */
export function lacksTip({ tips }: StoredPublication, nowMs: number): (blob: { blobId: string }) => boolean {
  return ({ blobId }) => nowMs - (tips?.[blobId]?.paidMs ?? -Infinity) > TIP_FRESH_MS;
}
