// Controls for tests, which no real network has: move time and epochs on, make Walrus misbehave, count what it served.
//   GET  /devnet/config                                the network's description
//   GET  /devnet/traffic                               what each Walrus service was asked and sent, and a log
//   POST /devnet/time         {"advanceMs": 60000}     and every Walrus epoch that is over by then
//   POST /devnet/epoch        {}                       Sui's epoch, one on
//   POST /devnet/walrus-epoch {}                       the clock to where Walrus's next epoch begins
//   POST /devnet/name         {"address": "0x..", "name": "ada.sui"}  what SuiNS does elsewhere
//   POST /devnet/fault        {"aggregator": 0, "fault": {"kind": "corrupt"} | null}, or {"service": "node/0", ...}
//   POST /devnet/traffic      {}                       as GET, and counts from nothing again
//   POST /devnet/tip          {"address": "0x..", "kind": {"const": 1000}}    what the tipped relay asks
import type { Ledger } from './chain/types.ts';
import type { Calendar } from './walrus/calendar.ts';
import { readAddress } from './rpc/address.ts';
import type { NameRegistry } from './rpc/services/name.ts';
import { GrpcError } from './rpc/status.ts';
import { parseFault } from './walrus/fault.ts';
import { parseTip } from './walrus/tip.ts';
import type { Walrus, WalrusService } from './walrus/walrus.ts';

export interface ControlPorts {
  ledger: Ledger;
  walrus: Walrus;
  names: NameRegistry;
  calendar: Calendar;
  describe(origin: string): object;
}

type Command = (body: Record<string, unknown>) => Promise<object> | object;

/** Answers what is under /devnet/; `undefined` for another path. */
export function createControls({ ledger, walrus, names, calendar, describe }: ControlPorts) {
  const clock = () => ({ nowMs: Number(ledger.nowMs()), epoch: Number(ledger.epoch) });
  const traffic = () => ({ services: walrus.traffic.counts(), log: walrus.traffic.log() });
  const commands: Record<string, Command> = {
    async time({ advanceMs }) {
      if (!Number.isSafeInteger(advanceMs) || Number(advanceMs) < 0) {
        throw new TypeError('advanceMs must be a whole number of milliseconds');
      }
      ledger.advanceTime(BigInt(Number(advanceMs)));
      await calendar.keepUp();
      return clock();
    },
    epoch() {
      ledger.advanceEpoch();
      return clock();
    },
    async 'walrus-epoch'() {
      await calendar.advance();
      return clock();
    },
    name({ address, name }) {
      const owner = readAddress(typeof address === 'string' ? address : undefined, 'address');
      names.set(String(name), owner);
      return { address: owner, name };
    },
    fault({ aggregator, service, fault }) {
      const target = service === undefined ? Number(aggregator) : (String(service) as WalrusService);
      walrus.setFault(target, parseFault(fault));
      return { ...(service === undefined ? { aggregator } : { service }), fault: fault ?? null };
    },
    traffic() {
      const counted = traffic();
      walrus.traffic.reset();
      return counted;
    },
    tip(body) {
      const tip = parseTip(body);
      walrus.setTip(tip);
      return tip;
    },
  };

  return async function handleControl(request: Request): Promise<Response | undefined> {
    const { pathname, origin } = new URL(request.url);
    if (pathname === '/devnet/config') return Response.json(describe(origin));
    if (pathname === '/devnet/traffic' && request.method === 'GET') return Response.json(traffic());
    const name = /^\/devnet\/([\w-]+)$/.exec(pathname)?.[1];
    const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
    if (!command) return undefined;
    if (request.method !== 'POST') return Response.json({ error: 'POST only' }, { status: 405 });
    try {
      return Response.json(await command(await readBody(request)));
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError || error instanceof GrpcError) {
        return Response.json({ error: error.message }, { status: 400 });
      }
      throw error;
    }
  };
}

async function readBody(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => ({}));
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new TypeError('the body must be a JSON object');
}
