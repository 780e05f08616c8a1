// Keeps Walrus's epochs by the ledger's clock, as its storage nodes do: when one is over, the next begins. The contract
// says when; this only looks at the clock and signs as the network's operator. Sui's own epoch is not touched.
import { bcs } from '@mysten/sui/bcs';
import { Transaction } from '@mysten/sui/transactions';
import { deriveDynamicFieldID } from '@mysten/sui/utils';
import type { Ledger } from '../chain/types.ts';
import { WalrusSetUpError, type WalrusDeployment } from './setup.ts';

export interface Calendar {
  /** Begins every epoch that is due. Cheap when none is. */
  keepUp(): Promise<void>;
  /** Moves the ledger's clock to the end of the current epoch and begins the next: blobs that end there expire. */
  advance(): Promise<void>;
}

type CalendarLedger = Pick<
  Ledger,
  'executeAsFaucet' | 'faucetAddress' | 'getObject' | 'nowMs' | 'advanceTime'
>;

const STATE_VERSION = 1;
const FIRST_EPOCH = 1;

/** How the state's dynamic field begins; the rest is not needed. */
const CalendarField = bcs.struct('Field', {
  id: bcs.Address,
  name: bcs.u64(),
  nShards: bcs.u16(),
  epochDuration: bcs.u64(),
  firstEpochStart: bcs.u64(),
  pools: bcs.struct('ObjectTable', { id: bcs.Address, size: bcs.u64() }),
  epoch: bcs.u32(),
});

export function createCalendar(ledger: CalendarLedger, deployment: WalrusDeployment): Calendar {
  const field = deriveDynamicFieldID(deployment.staking, 'u64', bcs.u64().serialize(STATE_VERSION).toBytes());
  /** End of the current epoch; 0 until it was read. */
  let endMs = 0n;
  let tail: Promise<void> = Promise.resolve();

  /** One after another: two requests at the turn of an epoch must not turn it twice. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    const run = tail.then(task);
    tail = run.catch(() => undefined);
    return run;
  }

  async function catchUp(): Promise<void> {
    endMs ||= await readEnd();
    while (ledger.nowMs() >= endMs) {
      await beginNext();
      endMs = await readEnd();
    }
  }

  async function readEnd(): Promise<bigint> {
    const object = await ledger.getObject(field);
    if (object?.content.kind !== 'struct') {
      throw new WalrusSetUpError('walrus/object-missing', 'the staking object has no state');
    }
    const { epochDuration, firstEpochStart, epoch } = CalendarField.parse(object.content.bytes);
    return BigInt(firstEpochStart) + BigInt(epochDuration) * BigInt(epoch - FIRST_EPOCH + 1);
  }

  async function beginNext(): Promise<void> {
    const { package: packageId, system, staking, operatorCap } = deployment;
    const tx = new Transaction();
    tx.setSender(ledger.faucetAddress);
    const cap = tx.object(operatorCap);
    tx.moveCall({
      target: `${packageId}::staking::advance_epoch`,
      arguments: [tx.object(staking), cap, tx.object.clock()],
    });
    const earned = tx.moveCall({
      target: `${packageId}::system::advance_epoch`,
      arguments: [tx.object(system), cap],
    });
    tx.transferObjects([earned], ledger.faucetAddress);
    const { status } = await ledger.executeAsFaucet(tx.getData());
    if (!status.success) throw new WalrusSetUpError('walrus/transaction-failed', status.message);
  }

  return {
    keepUp: () => (endMs > 0n && ledger.nowMs() < endMs ? Promise.resolve() : inTurn(catchUp)),
    advance: () =>
      inTurn(async () => {
        await catchUp();
        ledger.advanceTime(endMs - ledger.nowMs());
        await catchUp();
      }),
  };
}
