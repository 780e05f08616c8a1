// What surrounds the form of a publication: texts, examples, costs, the copy on this device, author operations.
import { describe, expect, test } from 'vitest';
import { doneText, isConfirmed, readChange, type ChangeFields } from '../../src/app/state/owned-change.ts';
import { checkAbout, emptyAbout, tagsOf } from '../../src/app/state/publish-about.ts';
import { breakEven, rounded } from '../../src/app/state/publish-costs.ts';
import { examplesOf, fileOf, folderFiles, readExamples } from '../../src/app/state/publish-examples.ts';
import { inputDraftOf } from '../../src/app/state/publish-form.ts';
import { createDraftShelf } from '../../src/app/state/publish-store.ts';
import type { FormContent } from '../../src/app/state/publish-draft.svelte.ts';
import { createMemoryStore, type Listing } from '../../src/lib/index.ts';

const ABOUT = { ...emptyAbout(), name: 'Birds', task: 'other' };

describe('texts of a model', () => {
  test('tags are words between commas, lower-case, each once', () => {
    expect(tagsOf(' Vision, birds ,,vision\nGarden birds')).toEqual(['vision', 'birds', 'garden birds']);
  });

  test.each([
    ['Name', { name: ' ' }],
    ['Task', { task: '' }],
    ['Name', { name: 'é'.repeat(41) }],
    ['Licence', { license: 'x'.repeat(49) }],
    ['Tags', { tags: 'a,b,c,d,e,f,g,h,i' }],
    ['Tags', { tags: 'x'.repeat(33) }],
  ])('a wrong %s is named', (field, change) => {
    expect(() => checkAbout({ ...ABOUT, ...change })).toThrow(new RegExp(`^${field}: `));
  });

  test('sound ones pass', () => {
    expect(() => checkAbout({ ...ABOUT, tags: 'a, b', license: 'MIT' })).not.toThrow();
  });
});

describe('examples', () => {
  const picture = inputDraftOf({
    name: 'picture',
    dtype: 'float32',
    shape: [1, 3, 8, 8],
    preprocess: {
      kind: 'image',
      layout: 'nchw',
      channels: 'rgb',
      fit: 'stretch',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
  });
  const text = inputDraftOf({ name: 'text', dtype: 'string', shape: [1] });
  const file = new File(['x'], '../..\\a b.png', { type: 'image/png' });

  test('files get sound paths and texts stay; inputs the model no longer has are left out', () => {
    const draft = { label: ' One ', texts: { text: 'hello', gone: 'y' }, files: { picture: file } };
    const { examples, files } = readExamples([draft], [picture, text]);
    expect(examples).toEqual([
      {
        label: 'One',
        inputs: {
          picture: { kind: 'file', path: 'examples/1-.._.._a b.png', mime: 'image/png' },
          text: { kind: 'text', text: 'hello' },
        },
      },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['examples/1-.._.._a b.png']);
  });

  test('numbers and texts may be files too, and a file goes before what is typed', () => {
    const rows = inputDraftOf({ name: 'rows', dtype: 'float32', shape: [null, 2] });
    const state = inputDraftOf({
      name: 'state',
      dtype: 'float32',
      shape: [1],
      fixed: { shape: [1], fill: 0 },
    });
    const npy = new File(['x'], 'rows.npy');
    const words = new File(['x'], 'words.txt');
    const draft = {
      label: 'Two',
      texts: { rows: '1, 2', text: '' },
      files: { rows: npy, text: words, state: npy },
    };
    const { examples, files } = readExamples([draft], [rows, text, state]);
    expect(examples[0]!.inputs).toEqual({
      rows: { kind: 'file', path: 'examples/1-rows.npy', mime: 'application/octet-stream' },
      text: { kind: 'file', path: 'examples/1-words.txt', mime: 'text/plain' },
    });
    expect(files.map(({ path }) => path)).toEqual(['examples/1-rows.npy', 'examples/1-words.txt']);
  });

  test('of the folder are offered by what a field takes, those that are meant for it first', () => {
    const folder = ['a/config.json', 'a/cat.jpg', 'examples/z.png', 'rows.npy', 'test-1.csv', 'w.onnx'].map(
      (path) => ({ path, data: new Blob(['x']) }),
    );
    const paths = (kind: Parameters<typeof folderFiles>[1]) =>
      folderFiles(folder, kind).map(({ path }) => path);
    expect(paths('image')).toEqual(['examples/z.png', 'a/cat.jpg']);
    expect(paths('tensor')).toEqual(['test-1.csv', 'a/config.json', 'rows.npy']);
    expect(paths('number')).toEqual([]);
    expect(fileOf(folder[1]!)).toMatchObject({ name: 'cat.jpg', type: 'image/jpeg' });
  });

  test('without a name is named; with nothing left in it is dropped', () => {
    expect(() => readExamples([{ label: '', texts: {}, files: {} }], [text])).toThrow(/^Example 1: /);
    expect(readExamples([{ label: 'x', texts: { gone: 'y' }, files: {} }], [text]).examples).toEqual([]);
  });

  test('of an earlier version come back as they were given', () => {
    const published = [
      {
        label: 'One',
        inputs: {
          picture: { kind: 'file' as const, path: 'examples/1-a.png', mime: 'image/png' },
          text: { kind: 'text' as const, text: 'hello' },
        },
      },
    ];
    const [draft] = examplesOf(published, new Map([['examples/1-a.png', new Blob(['x'])]]));
    expect(draft!.files['picture']).toMatchObject({ name: 'a.png', type: 'image/png', size: 1 });
    expect(readExamples([draft!], [picture, text]).examples).toEqual(published);
  });
});

describe('calls that pay for a publication', () => {
  const costs = { price: 4_000_000n, gas: 30_048_756n, wal: 19_150_000n, suiPerWal: 150_000_000n };
  test('30.05 mSUI at 4 mSUI are 8 calls; with 0.01915 WAL at 0.15 SUI, 32.92 mSUI, 9', () => {
    expect(breakEven(costs)).toEqual({ gas: 8n, all: 9n });
  });
  test('two coins are not added up where nobody said what one is worth', () => {
    expect(breakEven({ ...costs, suiPerWal: undefined })).toEqual({ gas: 8n, all: undefined });
  });
  test('a free model never pays, and an unknown fee says nothing', () => {
    expect(breakEven({ ...costs, price: 0n })).toEqual({ gas: undefined, all: undefined });
    expect(breakEven({ ...costs, gas: undefined })).toEqual({ gas: undefined, all: undefined });
  });
  test('estimates have two figures', () => {
    expect([rounded(30_048_756n), rounded(1_995_000n), rounded(7n)]).toEqual([30_000_000n, 2_000_000n, 7n]);
  });
});

describe('the copy on this device', () => {
  const content = { folder: 'f', entry: 'a.onnx' } as FormContent;
  const files = [{ path: 'a.onnx', data: new Blob(['abc']) }];

  test('comes back with step and files, apart for each model', async () => {
    const store = createMemoryStore();
    await createDraftShelf(store, 'new').save({ content, files, step: 'try' });
    const kept = await createDraftShelf(store, 'new').load();
    expect(kept).toMatchObject({ content, step: 'try' });
    expect(await kept!.files[0]!.data.text()).toBe('abc');
    expect(await createDraftShelf(store, '0x1').load()).toBeUndefined();
  });

  test('files are written only when they are others', async () => {
    const store = createMemoryStore();
    const written: string[] = [];
    const shelf = createDraftShelf(
      { ...store, set: (key, value) => (written.push(key), store.set(key, value)) },
      'new',
    );
    await shelf.save({ content, files, step: 'files' });
    await shelf.save({ content, files: [...files], step: 'about' });
    await shelf.save({ content, files: [...files, ...files], step: 'about' });
    expect(written).toEqual([
      'wizard/new/files',
      'wizard/new',
      'wizard/new',
      'wizard/new/files',
      'wizard/new',
    ]);
  });

  test('is gone once discarded, also after a save that was under way', async () => {
    const store = createMemoryStore();
    const shelf = createDraftShelf(store, 'new');
    void shelf.save({ content, files, step: 'files' });
    await shelf.discard();
    expect(await store.keys()).toEqual([]);
  });

  test('of another format is not guessed at', async () => {
    const store = createMemoryStore();
    await store.set('wizard/new', { format: 99, content });
    await store.set('wizard/new/files', files);
    expect(await createDraftShelf(store, 'new').load()).toBeUndefined();
  });
});

describe('author operations', () => {
  const listing = { name: 'Bird  net', active: true } as Listing;
  const fields: ChangeFields = {
    price: '0.25',
    payout: `0x${'A'.repeat(64)}`,
    to: `0x${'b'.repeat(64)}`,
    confirmed: 'bird net ',
    name: ' Birds ',
    summary: '',
    task: 'other',
    license: 'MIT',
    tags: 'a, B',
  };

  test('are read from what was typed', () => {
    expect(readChange('price', fields, listing)).toEqual({ kind: 'price', price: 250_000_000n });
    expect(readChange('active', fields, listing)).toEqual({ kind: 'active', active: false });
    expect(readChange('payout', fields, listing)).toEqual({ kind: 'payout', payout: `0x${'a'.repeat(64)}` });
    expect(readChange('texts', fields, listing)).toEqual({
      kind: 'texts',
      name: 'Birds',
      summary: '',
      task: 'other',
      license: 'MIT',
      tags: ['a', 'b'],
    });
  });

  test('handing over needs a whole address and the name typed', () => {
    expect(readChange('hand-over', fields, listing)).toEqual({ kind: 'hand-over', to: fields.to });
    expect(() => readChange('hand-over', { ...fields, confirmed: 'bird' }, listing)).toThrow(
      /^Confirmation: /,
    );
    expect(() => readChange('hand-over', { ...fields, to: '0x1' }, listing)).toThrow(
      expect.objectContaining({ code: 'form/address' }),
    );
    expect(isConfirmed({ confirmed: '' }, listing)).toBe(false);
  });

  test('say what is true afterwards', () => {
    expect(doneText({ kind: 'price', price: 250_000_000n })).toBe('The price is 0.25 SUI now.');
    expect(doneText({ kind: 'active', active: false })).toBe('The model refuses calls now.');
  });
});
