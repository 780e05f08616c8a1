// SuiNS names, from the command that gives one on the local network to what a page may show.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { createDevnet, type Devnet } from '../../../devnet/network.ts';
import { createNames } from '../../../src/lib/chain/names.ts';

const ADA = `0x${'ad'.repeat(32)}`;
const EVE = `0x${'e'.repeat(64)}`;
const ORIGIN = 'http://devnet.test';

let devnet: Devnet;
let asked = 0;
let down = false;
let nowMs = 1_000_000;

beforeAll(async () => {
  devnet = await createDevnet();
});
afterAll(() => {
  down = false;
});

function open() {
  const rpc = new SuiGrpcClient({
    network: 'localnet',
    baseUrl: ORIGIN,
    fetch: (input, init) => {
      asked += 1;
      return down ? Promise.reject(new TypeError('down')) : devnet.handle(new Request(input, init));
    },
  });
  return createNames(rpc, () => nowMs);
}

async function command(body: object): Promise<number> {
  const request = new Request(`${ORIGIN}/devnet/name`, { method: 'POST', body: JSON.stringify(body) });
  return (await devnet.handle(request)).status;
}

describe('names', () => {
  it('lead both ways once they are given', async () => {
    expect(await open().nameOf(ADA)).toBeUndefined();
    expect(await command({ address: ADA, name: 'Ada.sui' })).toBe(200);
    const names = open();
    expect(await names.nameOf(ADA)).toBe('ada.sui');
    expect(await names.addressOf('ada.sui')).toBe(ADA);
    expect(await names.addressOf('@ada')).toBe(ADA);
    expect(await names.addressOf('nobody.sui')).toBeUndefined();
  });

  it('are not told where the name has gone to somebody else', async () => {
    await command({ address: ADA, name: 'taken.sui' });
    await command({ address: EVE, name: 'taken.sui' });
    const names = open();
    expect(await names.nameOf(EVE)).toBe('taken.sui');
    expect(await names.nameOf(ADA)).toBeUndefined();
  });

  it('are asked for once, and again when the answer is old', async () => {
    await command({ address: ADA, name: 'ada.sui' });
    const names = open();
    asked = 0;
    await Promise.all([names.nameOf(ADA), names.nameOf(ADA), names.nameOf(ADA)]);
    expect(asked).toBe(2);
    await names.nameOf(ADA);
    expect(asked).toBe(2);
    await command({ address: ADA, name: 'lovelace.sui' });
    expect(await names.nameOf(ADA)).toBe('ada.sui');
    nowMs += 601_000;
    expect(await names.nameOf(ADA)).toBe('lovelace.sui');
  });

  it('of a node that does not answer are unknown, not an error, and asked for again soon', async () => {
    await command({ address: ADA, name: 'ada.sui' });
    const names = open();
    down = true;
    expect(await names.nameOf(ADA)).toBeUndefined();
    down = false;
    expect(await names.nameOf(ADA)).toBeUndefined();
    nowMs += 31_000;
    expect(await names.nameOf(ADA)).toBe('ada.sui');
  });

  it('leave alone who has gone away', async () => {
    const controller = new AbortController();
    const names = open();
    const left = names.nameOf(ADA, { signal: controller.signal });
    controller.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    expect(await names.nameOf(ADA)).toBe('ada.sui');
  });

  it('that are none are refused by the network and never asked for by the client', async () => {
    expect(await command({ address: ADA, name: '<b>.sui' })).toBe(400);
    expect(await command({ address: 'nobody', name: 'ada.sui' })).toBe(400);
    const names = open();
    asked = 0;
    for (const text of ['', 'ada', 'ada.eth', '-a.sui', '<b>.sui', `${'a'.repeat(300)}.sui`])
      expect(await names.addressOf(text)).toBeUndefined();
    expect(asked).toBe(0);
  });
});
