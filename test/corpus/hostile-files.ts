// Hostile at the door: what is no ONNX file, or only begins as one; and weights said to lie in other files.
import { gzipSync } from 'node:zlib';
import type { HostileCase } from './hostile-case.ts';
import { encode, goodModel, model, node, value, X, Y } from './onnx-parts.ts';

const text = (content: string) => new TextEncoder().encode(content);
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** A model of one weight that is said to lie elsewhere. */
function external(place: Record<string, string>, dims = [4]): Uint8Array<ArrayBuffer> {
  const externalData = Object.entries(place).map(([key, entry]) => ({ key, value: entry }));
  return model({
    node: [node('Add', ['x', 'w'], ['y'])],
    initializer: [{ name: 'w', dims, dataType: 1, dataLocation: 1, externalData }],
    input: [X],
    output: [value('y', dims)],
  });
}

const notAModel = { header: 'infer/not-a-model' } as const;
const truncated = { header: 'infer/truncated' } as const;
const missing = { header: 'infer/missing-external-data' } as const;

export const HOSTILE_FILES: HostileCase[] = [
  { name: 'empty', why: 'no bytes', make: () => new Uint8Array(0), expected: truncated },
  {
    name: 'html',
    why: 'what a gateway sends for a file it does not have',
    make: () => text('<!doctype html><title>404</title>'),
    expected: notAModel,
  },
  {
    name: 'random',
    why: '4 KB of noise',
    make: () => Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919 + 13) % 251),
    expected: notAModel,
  },
  { name: 'gzip', why: 'compressed', make: () => new Uint8Array(gzipSync(goodModel())), expected: notAModel },
  {
    name: 'gzip-bomb',
    why: '64 MB of zeros, compressed',
    make: () => new Uint8Array(gzipSync(new Uint8Array(64 << 20))),
    expected: notAModel,
  },
  {
    name: 'ort-format',
    why: 'a flatbuffer of the runtime’s own',
    make: () => joined(Uint8Array.of(32, 0, 0, 0), text('ORTM'), new Uint8Array(64)),
    expected: notAModel,
  },
  {
    name: 'half',
    why: 'the first half of a model',
    make: () => goodModel().slice(0, goodModel().length >> 1),
    expected: truncated,
  },
  {
    name: 'length-4g',
    why: 'a graph said to be 4 GB long in a file of 11 bytes',
    make: () => Uint8Array.of(8, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3),
    expected: truncated,
  },
  {
    name: 'length-2e63',
    why: 'a length past all numbers',
    make: () => Uint8Array.of(8, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1),
    expected: truncated,
  },
  {
    name: 'varint',
    why: 'a number of 21 bytes',
    make: () => joined(Uint8Array.of(8), new Uint8Array(20).fill(0xff), Uint8Array.of(1)),
    expected: notAModel,
  },
  {
    name: 'groups',
    why: 'fields of wire types that protobuf gave up',
    make: () => joined(goodModel(), Uint8Array.of(0x0b, 0x0c)),
    expected: notAModel,
  },
  {
    name: 'garbage',
    why: 'a model with 100 bytes of 0xff behind it',
    make: () => joined(goodModel(), new Uint8Array(100).fill(0xff)),
    expected: notAModel,
  },
  {
    name: 'no-graph',
    why: 'a message without a graph',
    make: () => encode({ irVersion: 8, opsetImport: [{ version: 17 }] }),
    expected: notAModel,
  },
  {
    name: 'two-graphs',
    why: 'the same model twice in one file',
    make: () => joined(goodModel(), goodModel()),
    expected: { load: 'infer/load-failed' },
  },
  ...[
    ['ir-99', 'a version of the format that does not exist', { irVersion: 99 }],
    ['opset-999', 'an operator set that does not exist', { opsetImport: [{ domain: '', version: 999 }] }],
    ['no-opset', 'no operator set at all', { opsetImport: [] }],
  ].map(([name, why, more]): HostileCase => {
    return {
      name: name as string,
      why: why as string,
      make: () => goodModel(more as object),
      expected: { load: 'infer/load-failed' },
    };
  }),
  ...[
    ['external-missing', 'weights in a file that is not there', 'w.bin'],
    ['external-upwards', 'weights outside the pack', '../../etc/passwd'],
    ['external-absolute', 'weights in a file of the system', '/etc/passwd'],
    ['external-drive', 'the same, for another system', 'C:\\Windows\\win.ini'],
    ['external-url', 'weights on somebody’s server', 'https://evil.example/w.bin'],
    ['external-nul', 'a name that ends early', 'w.bin\0.txt'],
  ].map(([name, why, location]): HostileCase => {
    return {
      name: name!,
      why: why!,
      make: () => external({ location: location!, offset: '0', length: '16' }),
      // Even a pack that holds a file of that name does not help.
      ...(name === 'external-missing' ? {} : { beside: { [location!]: 16 } }),
      expected: missing,
    };
  }),
  {
    name: 'external-past-end',
    why: 'a weight behind the end of its file',
    make: () => external({ location: 'w.bin', offset: '4096', length: '16' }),
    beside: { 'w.bin': 16 },
    expected: truncated,
  },
  ...[
    ['external-negative', 'a place before the beginning', { offset: '-16', length: '16' }],
    ['external-huge', 'a length past all numbers', { offset: '0', length: '99999999999999999999' }],
    ['external-nan', 'a length that is none', { offset: '0', length: 'abc' }],
    ['external-lies', 'a length that is not the shape’s', { offset: '0', length: '64' }],
  ].map(([name, why, place]): HostileCase => {
    return {
      name: name as string,
      why: why as string,
      make: () => external({ location: 'w.bin', ...(place as object) }),
      beside: { 'w.bin': 64 },
      expected: { header: 'infer/load-failed' },
    };
  }),
  {
    name: 'external-nowhere',
    why: 'weights in a file without a name',
    make: () => external({ offset: '0', length: '16' }),
    beside: { 'w.bin': 64 },
    expected: missing,
  },
  {
    name: 'external-overlap',
    why: 'a thousand weights of the same megabyte: a gigabyte in memory',
    make: () => {
      const place = Object.entries({ location: 'w.bin', offset: '0', length: '1048576' });
      const externalData = place.map(([key, entry]) => ({ key, value: entry }));
      const names = Array.from({ length: 1000 }, (_, index) => `w${index}`);
      return model({
        node: [node('Sum', names, ['s']), node('Add', ['x', 's'], ['y'])],
        initializer: names.map((name) => ({
          name,
          dims: [262_144],
          dataType: 1,
          dataLocation: 1,
          externalData,
        })),
        input: [X],
        output: [value('y', [262_144])],
      });
    },
    beside: { 'w.bin': 1 << 20 },
    expected: { header: 'infer/too-complex' },
  },
  {
    name: 'control',
    why: 'nothing: what the others are held against',
    make: () => model({ node: [node('Relu', ['x'], ['y'])], input: [X], output: [Y] }),
    expected: 'runs',
  },
];
