// Labels out of the files that authors have them in.
import { expect, test } from 'vitest';
import { labelsOfFile } from '../../src/app/state/labels-file.ts';

test.each([
  ['labels.txt', 'cat\r\ndog\n'],
  ['synset.txt', '0 cat\n1 dog\n'],
  ['map.txt', '0: cat\n1: dog'],
  ['labels.json', '["cat", "dog"]'],
  ['named.json', '[{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}]'],
  ['ids.json', '{"1": "dog", "0": "cat"}'],
  ['config.json', '{"model_type": "vit", "id2label": {"0": "cat", "1": "dog"}}'],
  ['reversed.json', '{"label2id": 3, "labels": {"dog": 1, "cat": 0}}'],
  ['classes.csv', 'index,mid,display_name\n0,/m/1,cat\n1,/m/2,dog\n'],
  ['bare.csv', '0,cat\n1,dog\n'],
])('%s has two', (name, text) => {
  expect(labelsOfFile(name, text)).toEqual(['cat', 'dog']);
});

test('lines that begin with another number than their own keep it', () => {
  expect(labelsOfFile('a.txt', '7 cats\n9 dogs')).toEqual(['7 cats', '9 dogs']);
});

test('a space that is a symbol is one, and a dictionary keeps its empty first line', () => {
  expect(labelsOfFile('dict.txt', '\na\n \n')).toEqual(['', 'a', ' ']);
});

test.each([
  ['broken.json', '{'],
  ['config.json', '{"hidden_size": 3}'],
  ['nameless.json', '{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}'],
  ['gaps.json', '{"0": "cat", "2": "dog"}'],
])('%s has none', (name, text) => {
  expect(labelsOfFile(name, text)).toBeUndefined();
});
