// Making the network around a page fail, and looking at what its Workers were asked to do.
import type { BrowserContext, Page, Route } from '@playwright/test';
import type { Fault } from '../../devnet/walrus/fault.ts';
import type { Site, Visitor } from './site.ts';

const RPC = /\/sui\.rpc\.v2\./;
const EXECUTE = /\/ExecuteTransaction$/;

/** Makes the aggregators of these indices misbehave. */
export async function breakAggregators(site: Site, fault: Fault | null, which = everyAggregator(site)): Promise<void> {
  for (const aggregator of which) {
    const response = await fetch(`${site.network.url}/devnet/fault`, {
      method: 'POST',
      body: JSON.stringify({ aggregator, fault }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}

export const mendAggregators = (site: Site): Promise<void> => breakAggregators(site, null);

export const everyAggregator = ({ network }: Site): number[] => network.config.aggregators.map((_, index) => index);

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

/** Counts the runs asked of Workers from the next navigation on. @returns the count so far */
export async function countRuns({ page }: { page: Page }): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    let runs = 0;
    Object.assign(globalThis, { countedRuns: () => runs });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
      if ((given[0] as { type?: unknown } | null)?.type === 'run') runs += 1;
      return Reflect.apply(postMessage, this, given) as void;
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { countedRuns: () => number }).countedRuns());
}

/** The Worker that runs the model. */
export function modelWorker({ page }: Visitor) {
  const worker = page.workers().find((candidate) => /ort\.worker/.test(candidate.url()));
  if (!worker) throw new Error('no model is loaded in this page');
  return worker;
}
