// Making the network around a page fail, and what its Workers are asked to do.
import type { BrowserContext, Page, Route } from '@playwright/test';
import type { Fault } from '../../devnet/walrus/fault.ts';
import { expect, runScale, type Site, type Visitor } from './site.ts';

const RPC = /\/sui\.rpc\.v2\./;
const EXECUTE = /\/ExecuteTransaction$/;

/** Makes the aggregators of these indices misbehave. */
export async function breakAggregators(
  site: Site,
  fault: Fault | null,
  which = everyAggregator(site),
): Promise<void> {
  for (const aggregator of which) {
    const response = await fetch(`${site.network.url}/devnet/fault`, {
      method: 'POST',
      body: JSON.stringify({ aggregator, fault }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}

export const mendAggregators = (site: Site): Promise<void> => breakAggregators(site, null);

export const everyAggregator = ({ network }: Site): number[] =>
  network.config.aggregators.map((_, index) => index);

/** Cuts the line to the Sui node. @returns how to mend it */
export async function cutRpc(context: BrowserContext): Promise<() => Promise<void>> {
  const cut = (route: Route) => route.abort();
  await context.route(RPC, cut);
  return () => context.unroute(RPC, cut);
}

/** Lets the next transaction reach the node, loses the answer and cuts the line after it. @returns how to mend it */
export async function loseAnswer(context: BrowserContext): Promise<() => Promise<void>> {
  let mend = async () => {};
  const lose = async (route: Route) => {
    await route.fetch();
    mend = await cutRpc(context);
    await route.abort();
  };
  await context.route(EXECUTE, lose, { times: 1 });
  return () => mend();
}

export interface WorkerWatch {
  /** Runs asked of Workers since the page was loaded. */
  runs(): Promise<number>;
  /** Makes the Worker of the model die of an error of its own: now, or as soon as it is asked for the next run. */
  kill(when: 'now' | 'in its next run'): Promise<void>;
}

/** Watches the Workers of a page from its next navigation on. */
export async function watchWorkers({ page }: { page: Page }): Promise<WorkerWatch> {
  await page.addInitScript(() => {
    const watch = { runs: 0, doomed: false, last: undefined as Worker | undefined };
    Object.assign(globalThis, { workerWatch: watch });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
      if ((given[0] as { type?: unknown } | null)?.type === 'run') {
        watch.runs += 1;
        watch.last = this;
        // Not a message of the protocol: nobody in the Worker catches what it causes.
        if (watch.doomed) Reflect.apply(postMessage, this, [null]);
        watch.doomed = false;
      }
      return Reflect.apply(postMessage, this, given) as void;
    };
  });
  type Watched = { workerWatch: { runs: number; doomed: boolean; last: Worker | undefined } };
  return {
    runs: () => page.evaluate(() => (globalThis as unknown as Watched).workerWatch.runs),
    kill: (when) =>
      page.evaluate((now) => {
        const watch = (globalThis as unknown as Watched).workerWatch;
        if (now) watch.last!.postMessage(null);
        else watch.doomed = true;
      }, when === 'now'),
  };
}

/** Opens the Scale model, connects, and runs it on 1, 2, 3: what comes out under the ice is 2, 6, 12. */
export async function openLocked(caller: Visitor, site: Site): Promise<WorkerWatch> {
  const workers = await watchWorkers(caller);
  await caller.goto(`#/model/${site.models.scale}`);
  await caller.connect();
  await runScale(caller, '[[1, 2, 3]]');
  await expect(caller.output).toBeVisible();
  return workers;
}

export const UNLOCKED = '2  6  12';

export const pay = ({ output }: Visitor): Promise<void> =>
  output.getByRole('button', { name: /^Pay/ }).click();
