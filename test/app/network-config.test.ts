import { describe, expect, test } from 'vitest';
import {
  applyOverrides,
  faultOf,
  isEndpoint,
  readDevnet,
  readOverrides,
  sameServers,
  serverAddress,
  serverFault,
  soundOverrides,
} from '../../src/app/state/network-config.ts';
import { NETWORKS } from '../../src/lib/networks.ts';

const LINE = {
  network: 'localnet',
  rpc: 'http://127.0.0.1:9000',
  faucet: 'http://127.0.0.1:9123',
  aggregators: ['http://127.0.0.1:9001/'],
  relay: 'http://127.0.0.1:9002',
  package: '0x1',
  hub: '0x2',
  walrus: { system: '0x3', staking: '0x4' },
  wal: '0x5::wal::WAL',
};

describe('the line of a local network', () => {
  test('becomes a configuration', () => {
    expect(readDevnet(LINE, 'http://localhost/')).toEqual({
      ...LINE,
      aggregators: ['http://127.0.0.1:9001'],
    });
  });

  test('may name its parts relative to the page, under any path', () => {
    const line = { ...LINE, rpc: './net', relay: '/walrus/relay', aggregators: ['a/0', 'a/1'], faucet: '.' };
    expect(readDevnet(line, 'https://host.example/ipfs/cid/index.html')).toMatchObject({
      rpc: 'https://host.example/ipfs/cid/net',
      relay: 'https://host.example/walrus/relay',
      aggregators: ['https://host.example/ipfs/cid/a/0', 'https://host.example/ipfs/cid/a/1'],
      faucet: 'https://host.example/ipfs/cid',
    });
  });

  test.each([
    [16_777_216, 16_777_216],
    ['16777216', undefined],
    [0, undefined],
    [1.5, undefined],
  ])('says what publications are cut into: %s', (partBytes, expected) => {
    expect(readDevnet({ ...LINE, partBytes }, 'http://localhost/')!.partBytes).toBe(expected);
  });

  test.each([
    ['nothing', undefined],
    ['a page', '<html>'],
    ['another network', { ...LINE, network: 'mainnet' }],
    ['no node', { ...LINE, rpc: undefined }],
    ['no Walrus', { ...LINE, walrus: undefined }],
    ['half a Walrus', { ...LINE, walrus: { system: '0x3' } }],
  ])('is refused when it is %s', (_, json) => {
    expect(readDevnet(json, 'http://localhost/')).toBeUndefined();
  });
});

describe("a visitor's changes", () => {
  test('replace what came with the page, field by field', () => {
    const base = readDevnet(LINE, 'http://localhost/')!;
    const config = applyOverrides(base, readOverrides({ rpc: ' https://node.example ', relay: '' }));
    expect(config.rpc).toBe('https://node.example');
    expect(config.relay).toBe(LINE.relay);
  });

  test('take several aggregators, one a line or with commas', () => {
    expect(
      readOverrides({ aggregators: 'https://a.example\n\n https://b.example, https://c.example' }),
    ).toEqual({
      aggregators: ['https://a.example', 'https://b.example', 'https://c.example'],
    });
  });

  test('that are not sound are left out, and told so', () => {
    expect(readOverrides({ rpc: 'javascript:alert(1)', hub: 'zz' })).toEqual({});
    expect(faultOf('rpc', 'javascript:alert(1)')).toMatch(/not an http/);
    expect(faultOf('aggregators', 'https://a.example nonsense')).toMatch(/"nonsense"/);
    expect(faultOf('hub', 'zz')).toMatch(/object ID/);
    expect(faultOf('hub', `0x${'0'.repeat(65)}`)).toMatch(/object ID/);
    expect(faultOf('rpc', '')).toBeUndefined();
    expect(faultOf('package', '0xabc')).toBeUndefined();
  });

  test('choose who tells the past, between a full node and an indexer', () => {
    expect(readOverrides({ history: 'graphql', graphql: 'https://indexer.example/graphql' })).toEqual({
      history: 'graphql',
      graphql: 'https://indexer.example/graphql',
    });
    expect(readOverrides({ history: 'hearsay', graphql: 'ftp://indexer.example' })).toEqual({});
    expect(faultOf('history', 'hearsay')).toMatch(/"node" or "graphql"/);
    expect(soundOverrides({ mainnet: { history: 'graphql' } })).toEqual({ mainnet: { history: 'graphql' } });
  });

  test('read back from storage are checked again', () => {
    expect(
      soundOverrides({
        testnet: { rpc: 'https://node.example', relay: 7, aggregators: ['https://a.example', 'nope'] },
        mainnet: 'x',
        evil: { rpc: 'https://evil.example' },
      }),
    ).toEqual({ testnet: { rpc: 'https://node.example' } });
    for (const json of [undefined, null, 7, 'x', []]) expect(soundOverrides(json)).toEqual({});
  });

  test('name each server once, storage nodes like aggregators', () => {
    expect(
      soundOverrides({
        mainnet: {
          aggregators: ['https://a.example', 'https://a.example/'],
          storageNodes: ['https://n.example'],
        },
      }),
    ).toEqual({ mainnet: { aggregators: ['https://a.example/'], storageNodes: ['https://n.example'] } });
  });

  test('only http and https are endpoints', () => {
    expect(['http://a', 'https://a:9/b'].map(isEndpoint)).toEqual([true, true]);
    expect(['ftp://a', 'data:,x', 'a', '//a', ''].map(isEndpoint)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a list of servers', () => {
  const PAGE = { protocol: 'http:' };
  const LIST = ['https://a.example', 'https://b.example/path'];

  test('takes an address without what follows it', () => {
    expect(serverAddress(' https://a.example:9/x/?q=1#top ')).toBe('https://a.example:9/x');
    expect(serverFault('https://c.example/', LIST, PAGE)).toBeUndefined();
  });

  test.each([
    ['nothing', ' ', /begins with https/],
    ['a name alone', 'a.example', /begins with https/],
    ['another protocol', 'ftp://a.example', /begins with https/],
    ['two at once', 'https://x.example https://y.example', /begins with https/],
    ['one that is there', 'https://A.example/', /in the list/],
    ['one that is there under a path', 'https://b.example/path/', /in the list/],
  ])('refuses %s', (_, text, why) => {
    expect(serverFault(text, LIST, PAGE)).toMatch(why);
  });

  test('of a page that came by https takes no http server, but one on this machine', () => {
    const secure = { protocol: 'https:' };
    expect(serverFault('http://c.example', LIST, secure)).toMatch(/https servers only/);
    expect(serverFault('http://127.0.0.1:9000', LIST, secure)).toBeUndefined();
    expect(serverFault('http://localhost:9000', LIST, secure)).toBeUndefined();
    expect(serverFault('http://c.example', LIST, PAGE)).toBeUndefined();
  });

  test('is the same in any order', () => {
    expect(sameServers(LIST, ['https://b.example/path/', 'https://a.example'])).toBe(true);
    expect(sameServers(LIST, ['https://a.example'])).toBe(false);
    expect(sameServers(LIST, ['https://a.example', 'https://c.example'])).toBe(false);
  });
});

describe('the lists that come with the page', () => {
  test.each(['mainnet', 'testnet'] as const)('%s: several operators, by https, each once', (name) => {
    const { aggregators } = NETWORKS[name];
    expect(aggregators.length).toBeGreaterThanOrEqual(4);
    expect(aggregators.length).toBeLessThanOrEqual(8);
    const hosts = aggregators.map((address) => new URL(address).hostname.split('.').slice(-2).join('.'));
    expect(new Set(hosts).size).toBe(aggregators.length);
    aggregators.forEach((address, index) => {
      expect(serverFault(address, aggregators.toSpliced(index, 1), { protocol: 'https:' })).toBeUndefined();
    });
  });
});
