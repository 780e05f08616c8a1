// `npm run scale`: measures, simulates, and writes the numbers and pictures of docs/scale.md.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { format, resolveConfig } from 'prettier';
import { gasChart, shardsChart, syncChart } from './charts.ts';
import { fillBlocks, ratesOf, steadyBlocks, timedBlocks } from './document.ts';
import { measureContract } from './measure.ts';
import { measureReading } from './reading.ts';

const PAGE = new URL('../../docs/scale.md', import.meta.url);
const FOLDER = new URL('../../docs/scale/', import.meta.url);

const measured = await measureContract();
const reading = await measureReading();
const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`;
const page = fillBlocks(await readFile(PAGE, 'utf8'), {
  ...steadyBlocks(measured),
  ...timedBlocks(reading, machine),
});
await writeFile(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
const charts = { shards: shardsChart(measured), gas: gasChart(measured), sync: syncChart(ratesOf(reading)) };
for (const [name, svg] of Object.entries(charts)) await writeFile(new URL(`${name}.svg`, FOLDER), svg);
console.log('Wrote docs/scale.md and docs/scale/*.svg');
