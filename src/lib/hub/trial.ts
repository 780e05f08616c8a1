// Running a model before it is published: the author's own files, in the engine that callers' runs go through. Nothing
// is stored, committed to or paid.
import { checkInputs } from '../model/tensor.ts';
import type { EnginePool, Loadable } from './engines.ts';
import type { DraftFile, Hub } from './types.ts';

/** Owner of trial Workers in the pool; no model's ID looks like it. */
const OWNER = 'trial';

export function createTrials(engines: EnginePool): Pick<Hub, 'tryDraft' | 'endTrial'> {
  const identify = createIdentities();
  let current: string | undefined;

  return {
    async tryDraft(draft, inputs, { provider = 'auto', signal, onProgress } = {}) {
      checkInputs(draft, inputs);
      const loadable: Loadable = { key: identify(draft), owner: OWNER, spec: draft };
      // One trial at a time: the files of an earlier one are not what the author has now.
      if (current !== loadable.key) engines.unload(OWNER);
      current = loadable.key;
      const fresh = !engines.isLoaded(loadable, provider);
      onProgress?.('load');
      const before = performance.now();
      const files = new Map(draft.files.map(({ path, data }) => [path, data]));
      const loaded = await engines.load(loadable, provider, async () => files, signal);
      const load = performance.now() - before;
      signal?.throwIfAborted();
      onProgress?.('run');
      // A copy goes in: the Worker takes what it is given, and the page may want to run it again.
      const locked = await loaded.run(structuredClone(inputs), signal ? { signal } : {});
      return {
        outputs: await locked.release(),
        provider: loaded.provider,
        fallbackReason: loaded.fallbackReason,
        runtime: loaded.runtime,
        timings: { run: locked.runMs, ...(fresh ? { load } : {}) },
      };
    },
    endTrial() {
      current = undefined;
      engines.unload(OWNER);
    },
  };
}

/** Names files by identity: hashing gigabytes to learn that nothing changed would make every trial wait. */
function createIdentities(): (draft: Loadable['spec'] & { files: readonly DraftFile[] }) => string {
  const numbers = new WeakMap<Blob, number>();
  let next = 0;
  const numberOf = (data: Blob) => {
    const known = numbers.get(data) ?? next++;
    numbers.set(data, known);
    return known;
  };
  return ({ files, runtime, entry, pipeline }) =>
    `${OWNER}/${JSON.stringify([runtime, entry, pipeline, ...files.map(({ path, data }) => [path, numberOf(data)])])}`;
}
