// What is committed as compiled must be what the sources compile to today.
import { beforeAll, expect, test } from 'vitest';
import { buildArtifacts, staleFiles, type Artifacts } from '../../devnet/compiler/artifacts.ts';

let artifacts: Artifacts;
beforeAll(async () => {
  artifacts = await buildArtifacts();
});

test('bytecode and bindings are up to date (else: npm run move:build)', () => {
  expect(staleFiles(artifacts)).toEqual([]);
});

test('a file that differs, is missing or is left over is stale', () => {
  const [[folder, files]] = [...artifacts.folders] as [[string, Record<string, string>]];
  const { 'floe.json': floe, ...others } = files;
  const changed = { ...others, 'framework.json': '{}', 'new.json': '{}' };
  expect(floe).toBeDefined();
  expect(staleFiles({ ...artifacts, folders: new Map([[folder, changed]]) }).sort()).toEqual(
    ['floe.json', 'framework.json', 'new.json'].map((name) => `${folder}/${name}`),
  );
});

test('building again gives the same files', async () => {
  expect(await buildArtifacts()).toEqual(artifacts);
});
