import { describe, expect, it } from 'vitest';
import type { ExecutedTransaction, LedgerEvent } from '../../../devnet/chain/types.ts';
import { compileEventFilter, compileTransactionFilter } from '../../../devnet/rpc/filters.ts';
import { parseType } from '../../../devnet/vm/move-type.ts';

const pad = (hex: string) => `0x${hex.padStart(64, '0')}`;
const ALICE = pad('a11ce');
const BOB = pad('b0b');
const OBJECT = pad('c0ffee');

const event: LedgerEvent = {
  packageId: pad('f10e'),
  module: 'payment',
  sender: ALICE,
  type: parseType('0xf10e::events::Called<0x2::sui::SUI>'),
  bytes: new Uint8Array(),
};
const transaction = {
  sender: ALICE,
  events: [event],
  calls: [`${pad('f10e')}::payment::pay`],
  changes: [
    {
      id: OBJECT,
      isPackage: false,
      input: { owner: { kind: 'address', address: ALICE } },
      output: { owner: { kind: 'shared', initialVersion: 1n } },
    },
  ],
  accumulatorWrites: [{ owner: BOB }],
} as unknown as ExecutedTransaction;

const tx = (predicate: any, negated = false) =>
  compileTransactionFilter({ terms: [{ literals: [{ negated, predicate }] }] })(transaction);
const ev = (predicate: any) =>
  compileEventFilter({ terms: [{ literals: [{ negated: false, predicate }] }] })(event, transaction);
const call = (path: string) => tx({ oneofKind: 'moveCall', moveCall: { function: path } });
const type = (eventType: string) => ev({ oneofKind: 'eventType', eventType: { eventType } });
const module = (path: string) => ev({ oneofKind: 'emitModule', emitModule: { module: path } });

describe('a transaction filter', () => {
  it('matches the sender, addresses short or long', () => {
    expect(tx({ oneofKind: 'sender', sender: { address: '0xa11ce' } })).toBe(true);
    expect(tx({ oneofKind: 'sender', sender: { address: BOB } })).toBe(false);
    expect(tx({ oneofKind: 'sender', sender: { address: BOB } }, true)).toBe(true);
  });

  it('matches a call by package, module or function, by whole names', () => {
    expect([call('0xf10e'), call('0xf10e::payment'), call('0xf10e::payment::pay')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([call('0xf10'), call('0xf10e::pay'), call('0xf10e::payment::pa')]).toEqual([false, false, false]);
  });

  it('matches affected objects and addresses, address balances included', () => {
    expect(tx({ oneofKind: 'affectedObject', affectedObject: { objectId: '0xc0ffee' } })).toBe(true);
    expect(tx({ oneofKind: 'affectedAddress', affectedAddress: { address: ALICE } })).toBe(true);
    expect(tx({ oneofKind: 'affectedAddress', affectedAddress: { address: BOB } })).toBe(true);
    expect(tx({ oneofKind: 'affectedAddress', affectedAddress: { address: '0x5' } })).toBe(false);
  });

  it('matches by the events emitted', () => {
    expect(tx({ oneofKind: 'eventType', eventType: { eventType: '0xf10e::events' } })).toBe(true);
    expect(tx({ oneofKind: 'packageWrite', packageWrite: {} })).toBe(false);
  });

  it('ORs terms and ANDs literals', () => {
    const sender = (address: string) => ({
      negated: false,
      predicate: { oneofKind: 'sender' as const, sender: { address } },
    });
    expect(
      compileTransactionFilter({ terms: [{ literals: [sender(ALICE), sender(BOB)] }] })(transaction),
    ).toBe(false);
    expect(
      compileTransactionFilter({ terms: [{ literals: [sender(BOB)] }, { literals: [sender(ALICE)] }] })(
        transaction,
      ),
    ).toBe(true);
  });

  it('is refused when empty, unknown or malformed', () => {
    expect(() => compileTransactionFilter({ terms: [] })).toThrow(expect.objectContaining({ code: 3 }));
    expect(() => tx({ oneofKind: 'sender', sender: { address: 'alice' } })).toThrow(
      expect.objectContaining({ code: 3 }),
    );
    expect(() => tx({ oneofKind: 'eventStreamHead', eventStreamHead: {} })).toThrow(
      expect.objectContaining({ code: 12 }),
    );
  });
});

describe('an event filter', () => {
  it('matches a type by address, module, name and exact instantiation', () => {
    expect(['0xf10e', '0xf10e::events', '0xf10e::events::Called'].map(type)).toEqual([true, true, true]);
    expect(type('0xf10e::events::Called<0x2::sui::SUI>')).toBe(true);
    expect(type('0xf10e::events::Called<0x2::wal::WAL>')).toBe(false);
    expect(type('0xf10e::events::Call')).toBe(false);
  });

  it('matches the emitting module, which is not the module of the type', () => {
    expect(module('0xf10e::payment')).toBe(true);
    expect(module('0xf10e::events')).toBe(false);
  });
});
