// The commitment a payment carries and the opening that proves it later. Binding (BCS, domain tag), hiding (salt).
import { bcs } from '@mysten/bcs';
import { sha256 } from '@noble/hashes/sha2.js';

const TAG = 'floe/call/1';
const OUTPUT_TAG = 'floe/output/1';

/** What pins a run's numerics, so that a re-run can be compared: exactly on wasm, within tolerance on webgpu. */
export interface RunProfile {
  /** Execution provider: `webgpu` or `wasm`. */
  provider: string;
  /** Runtime and version, e.g. `onnxruntime-web 1.30.0`. */
  runtime: string;
  graphOptimization: string;
  /** Name and version of what drew the answer, e.g. `floe-sampler/1`: empty where nothing was drawn. */
  sampler: string;
  /** What it drew by, as 64 bits; 0 without a sampler. */
  seed: bigint;
}

/** Everything a commitment binds. Hashes and salt are 32 bytes. */
export interface CallOpening {
  /** 0x + 64 hex digits; the zero address when no session paid. */
  session: string;
  model: string;
  version: bigint;
  manifestHash: Uint8Array;
  inputHash: Uint8Array;
  /** `UNBOUND` where the call is paid before it is run. */
  outputHash: Uint8Array;
  profile: RunProfile;
  salt: Uint8Array;
}

/** What binds an output to a call that was paid before it was run. */
export interface OutputOpening {
  /** The commitment that was paid for: it binds model, version, manifest and input. */
  paid: Uint8Array;
  outputHash: Uint8Array;
  /** Of the run that gave this output: it may have ended up on another provider than was thought when it was paid. */
  profile: RunProfile;
  /** The run was ended before its own end: the output is what there was by then. */
  stopped: boolean;
  /** The paid opening's. */
  salt: Uint8Array;
}

/** Stands for an output that does not exist yet. No output hashes to it. */
export const UNBOUND: Readonly<Uint8Array> = new Uint8Array(32);

const hash32 = bcs.fixedArray(32, bcs.u8());
const address = hash32;
const Profile = bcs.struct('RunProfile', {
  provider: bcs.string(),
  runtime: bcs.string(),
  graphOptimization: bcs.string(),
  sampler: bcs.string(),
  seed: bcs.u64(),
});
const Opening = bcs.struct('CallOpening', {
  tag: bcs.string(),
  session: address,
  model: address,
  version: bcs.u64(),
  manifestHash: hash32,
  inputHash: hash32,
  outputHash: hash32,
  profileHash: hash32,
  salt: hash32,
});

const OutputBinding = bcs.struct('OutputOpening', {
  tag: bcs.string(),
  paid: hash32,
  outputHash: hash32,
  profileHash: hash32,
  stopped: bcs.bool(),
  salt: hash32,
});

export const NO_SESSION = `0x${'0'.repeat(64)}`;

/** 32 random bytes for an opening. */
export function newSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** SHA-256 of the BCS opening: the 32 bytes that go on chain. */
export function commit(opening: CallOpening): Uint8Array {
  return sha256(
    Opening.serialize({
      tag: TAG,
      session: addressBytes(opening.session),
      model: addressBytes(opening.model),
      version: opening.version,
      manifestHash: [...opening.manifestHash],
      inputHash: [...opening.inputHash],
      outputHash: [...opening.outputHash],
      profileHash: hashProfile(opening.profile),
      salt: [...opening.salt],
    }).toBytes(),
  );
}

/** SHA-256 of the BCS opening of a bound output: the 32 bytes that `bind_output` puts on chain. */
export function commitOutput(opening: OutputOpening): Uint8Array {
  return sha256(
    OutputBinding.serialize({
      tag: OUTPUT_TAG,
      paid: [...opening.paid],
      outputHash: [...opening.outputHash],
      profileHash: hashProfile(opening.profile),
      stopped: opening.stopped,
      salt: [...opening.salt],
    }).toBytes(),
  );
}

function hashProfile(profile: RunProfile): number[] {
  return [...sha256(Profile.serialize(profile).toBytes())];
}

function addressBytes(text: string): number[] {
  const hex = text.replace(/^0x/, '').padStart(64, '0');
  return Array.from({ length: 32 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}
