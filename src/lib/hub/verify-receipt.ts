// Whether a receipt holds: it opens, and the chain has what it says.
import type { CallEvents } from '../chain/chain.ts';
import { fromHex, sameBytes } from '../model/hex.ts';
import type { CalledEvent } from '../model/listing.ts';
import { checkOpening, provenBy, type BoundOutput, type Receipt } from '../model/receipt.ts';
import { isSameCall } from '../pay/settle.ts';
import { HubError } from './errors.ts';

interface Where {
  network: string;
  package: string;
  callEvents(digest: string): Promise<CallEvents>;
}

/** @throws as `Hub.verifyReceipt` */
export async function verifyReceipt(receipt: Receipt, where: Where): Promise<void> {
  checkOpening(receipt);
  if (receipt.network !== where.network || receipt.package !== where.package) {
    throw new HubError('hub/foreign-receipt', 'This receipt is for another network or deployment');
  }
  const { called, opened } = await where.callEvents(receipt.digest);
  const call = called.find((event) => isOf(receipt, event));
  if (!call) throw notOnChain('The chain has no such call in this transaction');
  const { bound } = receipt;
  if (!bound && provenBy(receipt) === 'output') return;
  if (!opened.some((event) => isSameCall(event, call))) {
    throw notOnChain('This call was not paid before it was run');
  }
  if (bound) await checkBound(call, bound, where);
}

async function checkBound(call: CalledEvent, claimed: BoundOutput, { callEvents }: Where): Promise<void> {
  const { bound } = await callEvents(claimed.digest);
  const found = bound.some(
    (event) =>
      isSameCall(event, call) &&
      sameBytes(event.paid, call.commitment) &&
      sameBytes(event.commitment, fromHex(claimed.commitment)) &&
      event.atMs === claimed.atMs,
  );
  if (!found) throw notOnChain('The chain has no such output bound to this call');
}

function isOf(receipt: Receipt, event: CalledEvent): boolean {
  return (
    sameBytes(event.commitment, fromHex(receipt.commitment)) &&
    event.model === receipt.model &&
    event.version === receipt.version &&
    event.payer === receipt.payer &&
    event.price.toString() === receipt.price &&
    event.coin === receipt.coin
  );
}

function notOnChain(message: string): HubError {
  return new HubError('hub/receipt-not-on-chain', message);
}
