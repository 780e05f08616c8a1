// Walrus epochs by the clock. Reads the network's calendar; knows no blob.
import type { WalrusClient } from '@mysten/walrus';

export interface EpochClock {
  epoch: number;
  epochStartMs: number;
  epochMs: number;
}

/** Undefined where the network does not keep epochs by the clock. Served from what the SDK read last. */
export async function readClock(walrus: WalrusClient): Promise<EpochClock | undefined> {
  try {
    const { epoch, epoch_duration, epoch_state, first_epoch_start } = await walrus.stakingState();
    const epochMs = Number(epoch_duration);
    const began = epoch_state.EpochChangeDone ?? epoch_state.NextParamsSelected;
    // While nodes still hand over, the epoch began when it was planned to.
    const planned = Number(first_epoch_start) + (epoch - 1) * epochMs;
    return { epoch, epochStartMs: began === undefined ? planned : Number(began), epochMs };
  } catch {
    return undefined;
  }
}

/** When an epoch begins, or began, if epochs go on being as long as they are. */
export function epochBeginsMs(clock: EpochClock, epoch: number): number {
  return clock.epochStartMs + (epoch - clock.epoch) * clock.epochMs;
}
