// What a demo model is: exactly the draft an author would hand to the hub.
import type { PublicationDraft } from '../../src/lib/hub/types.ts';

export type DemoModel = PublicationDraft;

/** Long enough that a demo network's models outlive the demo. */
export const DEMO_EPOCHS = 26;
/** MIST in a thousandth of a SUI. */
export const MILLI_SUI = 1_000_000n;
