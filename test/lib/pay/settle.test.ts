// The settlement's rules at the chain port, where answers can be lost, stale or false.
import { describe, expect, it } from 'vitest';
import { ChainError } from '../../../src/lib/chain/errors.ts';
import type { CalledEvent, CallOpenedEvent, Listing } from '../../../src/lib/model/listing.ts';
import type { Wallet } from '../../../src/lib/model/wallet.ts';
import { createSettlement } from '../../../src/lib/pay/settle.ts';
import type { ConfirmedPayment, PaymentChain, PaymentRequest } from '../../../src/lib/pay/types.ts';

const COMMITMENT = new Uint8Array(32).fill(7);
const PAYER = `0x${'1'.repeat(64)}`;
const listing = { id: '0xm', coin: 'c', price: 5n, active: true } as Listing;
const request: PaymentRequest = { listing, version: 2, price: 5n, commitments: [COMMITMENT] };
const wallet: Wallet = {
  address: PAYER,
  signTransaction: (bytes) => Promise.resolve({ bytes, signature: 's' }),
};
const event: CalledEvent = {
  digest: 'd1',
  model: '0xm',
  version: 2,
  payer: PAYER,
  spender: PAYER,
  payout: '0xa',
  price: 5n,
  coin: 'c',
  commitment: COMMITMENT,
  shard: 0,
  sequence: 1n,
  isSelf: false,
  atMs: 0,
};

/** A chain that answers `submit` from a script; counts what was signed and sent. */
function chainOf(script: (() => ConfirmedPayment)[], balance = 100n) {
  const log: string[] = [];
  let signed = 0;
  const chain: PaymentChain = {
    balance: () => Promise.resolve(balance),
    sign: () => {
      signed += 1;
      log.push(`sign d${signed}`);
      return Promise.resolve({ digest: `d${signed}`, bytes: new Uint8Array(), signature: 's' });
    },
    submit: async ({ digest }) => {
      log.push(`submit ${digest}`);
      return script.shift()!();
    },
  };
  return { chain, log };
}
const ok =
  (changes: Partial<CalledEvent> = {}, opened: CallOpenedEvent[] = []) =>
  () => ({ digest: 'd1', gas: 1n, events: [{ ...event, ...changes }], opened, bound: [] });
const fail = (code: ChainError['code']) => () => {
  throw new ChainError(code, code);
};

describe('a settlement', () => {
  it('asks for no signature when the purse is short', async () => {
    const { chain, log } = chainOf([], 4n);
    await expect(createSettlement(chain, request).settle(wallet)).rejects.toMatchObject({
      code: 'pay/insufficient-funds',
      details: { balance: '4', due: '5' },
    });
    expect(log).toEqual([]);
  });

  it.each(['chain/unconfirmed', 'chain/unreachable'] as const)(
    'sends the same signed payment again after %s, and never signs a second',
    async (code) => {
      const { chain, log } = chainOf([fail(code), ok()]);
      const settlement = createSettlement(chain, request);
      await expect(settlement.settle(wallet)).rejects.toMatchObject({
        code: code === 'chain/unconfirmed' ? 'pay/not-confirmed' : code,
        retryable: code === 'chain/unconfirmed',
      });
      await settlement.settle(wallet);
      expect(log).toEqual(['sign d1', 'submit d1', 'submit d1']);
    },
  );

  it('keeps the agreed price while a signed payment is open', async () => {
    const { chain } = chainOf([fail('chain/unconfirmed'), ok()]);
    const settlement = createSettlement(chain, request);
    await settlement.settle(wallet).catch(() => undefined);
    settlement.reprice(9n);
    expect(settlement.price).toBe(5n);
    await expect(settlement.settle(wallet)).resolves.toMatchObject({ digest: 'd1' });
  });

  it('builds once more when its inputs were spent meanwhile or are gone, and then gives up', async () => {
    for (const code of ['chain/rejected', 'chain/not-found'] as const) {
      const again = chainOf([fail(code), ok()]);
      await createSettlement(again.chain, request).settle(wallet);
      expect(again.log).toEqual(['sign d1', 'submit d1', 'sign d2', 'submit d2']);
    }
    const never = chainOf([fail('chain/rejected'), fail('chain/rejected')]);
    await expect(createSettlement(never.chain, request).settle(wallet)).rejects.toMatchObject({
      code: 'pay/refused',
    });
  });

  it('signs anew after a payment that certainly failed', async () => {
    const { chain, log } = chainOf([fail('chain/wrong-amount'), ok({ price: 9n })]);
    const settlement = createSettlement(chain, request);
    await expect(settlement.settle(wallet)).rejects.toMatchObject({ code: 'pay/price-changed' });
    settlement.reprice(9n);
    await settlement.settle(wallet);
    expect(log).toEqual(['sign d1', 'submit d1', 'sign d2', 'submit d2']);
  });

  it.each([
    ['another model', { model: '0xn' }],
    ['another version', { version: 1 }],
    ['another payer', { payer: '0x2' }],
    ['another price', { price: 4n }],
    ['another coin', { coin: 'x' }],
    ['another commitment', { commitment: new Uint8Array(32) }],
  ] as [string, Partial<CalledEvent>][])('does not accept an event of %s', async (_, changes) => {
    const { chain } = chainOf([ok(changes)]);
    await expect(createSettlement(chain, request).settle(wallet)).rejects.toMatchObject({
      code: 'pay/event-mismatch',
    });
  });

  const opened: CallOpenedEvent = { digest: 'd1', model: '0xm', shard: 0, sequence: 1n, call: '0xc' };

  it('that pays first is confirmed by the open call of the very call that was paid', async () => {
    const first = { ...request, payFirst: true };
    const { chain } = chainOf([ok({}, [opened])]);
    await expect(createSettlement(chain, first).settle(wallet)).resolves.toMatchObject({ opened: [opened] });
  });

  it.each([
    ['no open call', true, []],
    ["another call's open call", true, [{ ...opened, sequence: 2n }]],
    ['two open calls', true, [opened, opened]],
    ['an open call where nobody paid first', false, [opened]],
  ] as const)('does not accept %s', async (_, payFirst, found) => {
    const { chain } = chainOf([ok({}, [...found])]);
    const settlement = createSettlement(chain, { ...request, payFirst });
    await expect(settlement.settle(wallet)).rejects.toMatchObject({ code: 'pay/event-mismatch' });
  });
});
