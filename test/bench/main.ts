// `npm run bench -- NAME [--json]`: runs one benchmark and prints its report.
import { parseArgs } from 'node:util';
import { describeMachine, formatReport, type Bench, type BenchReport } from './report.ts';

/** Loaded only when asked for: each brings its own machinery. */
const BENCHES: Record<string, () => Promise<Bench>> = {
  big: async () => (await import('./big.ts')).big,
  call: async () => (await import('./call.ts')).call,
  download: async () => (await import('./download.ts')).download,
  market: async () => (await import('./market.ts')).market,
  memory: async () => (await import('./memory.ts')).memory,
  publish: async () => (await import('./publish.ts')).publish,
  stream: async () => (await import('./stream.ts')).stream,
  verify: async () => (await import('./verify.ts')).verify,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [name] = positionals;
const load = name === undefined ? undefined : BENCHES[name];
if (name === undefined || !load || positionals.length > 1) {
  console.error(`usage: npm run bench -- NAME [--json]\nNAME: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const { rows, machine } = await (await load())();
const report: BenchReport = { bench: name, machine: { ...describeMachine(), ...machine }, rows };
console.log(values.json ? JSON.stringify(report) : formatReport(report));
