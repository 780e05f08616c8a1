import { describe, expect, test } from 'vitest';
import { mixedWords, plainText, skeleton } from '../../../src/lib/model/plain-text.ts';

describe('what is shown of a stranger’s text', () => {
  test('ordinary names stay as they are, in any script', () => {
    for (const name of [
      'Which language?',
      'größe-2 (naïve)',
      'Распознавание речи',
      '音声認識 Whisper',
      'נִקּוּד',
      'मॉडल',
      'Việt ngữ',
      '한국어 GPT',
      '👩‍🔬 lab',
      '❤️ 1️⃣',
    ]) {
      expect(plainText(name)).toEqual({ text: name, hidden: 0, mixed: [] });
    }
  });

  test('the joiners that Persian and Hindi spelling needs stay', () => {
    expect(plainText('می\u200cخواهم')).toMatchObject({ text: 'می\u200cخواهم', hidden: 0 });
    expect(plainText('क्\u200dष')).toMatchObject({ text: 'क्\u200dष', hidden: 0 });
  });

  test.each([
    ['right-to-left override', 'safe\u202eexe.xnno', 'safeexe.xnno', 1],
    ['isolates and marks', '\u2067a\u2069\u200fb\u061c', 'ab', 4],
    ['zero width', 'wh\u200bis\u2060per\ufeff', 'whisper', 3],
    ['soft hyphen and fillers', 'a\u00adb\u3164c\uffa0', 'abc', 3],
    ['tag characters', `a${String.fromCodePoint(0xe0061, 0xe0062)}`, 'a', 2],
    ['joiners between Latin letters', 'a\u200db\u200cc', 'abc', 2],
    ['private use and unassigned', 'a\ue000\u0378b', 'ab', 2],
    ['a lone surrogate', 'a\ud800b', 'ab', 1],
    ['variation selectors on letters', 'a\ufe0fb\ufe00', 'ab', 2],
  ])('%s goes, and is counted', (_, given, text, hidden) => {
    expect(plainText(given)).toMatchObject({ text, hidden });
  });

  test('lines, tabs, control characters and blank signs become one space', () => {
    expect(plainText('é\n\n b\u0000\t\u2028c\u2800').text).toBe('é b c');
    expect(plainText('a   b ').text).toBe('a b');
  });

  test('accents heaped on a letter end after three', () => {
    expect(plainText(`x${'\u0336'.repeat(40)}y`)).toMatchObject({ text: 'x\u0336\u0336\u0336y', hidden: 37 });
  });

  test('nothing but invisible characters leaves nothing', () => {
    expect(plainText('\u200b\u202e\u2064').text).toBe('');
  });
});

describe('mixed alphabets', () => {
  test.each([
    ['a Cyrillic а in Latin', 'lаnguage', ['lаnguage']],
    ['a Greek omicron in Latin', 'gοοgle vision', ['gοοgle']],
    ['Cherokee in Latin', 'ᏴERT', ['ᏴERT']],
    ['mathematical letters', '𝐁𝐄𝐑𝐓', ['𝐁𝐄𝐑𝐓']],
    ['circled letters', 'Ⓑert', ['Ⓑert']],
  ])('%s is found', (_, text, words) => {
    expect(mixedWords(text)).toEqual(words);
  });

  test.each([
    ['one script per word', 'Модель GPT для речи'],
    ['Latin beside Japanese', 'Whisper音声モデル'],
    ['Latin beside Korean', 'GPT한국어'],
    ['digits and signs', 'вектор-2.0 (v3)'],
    ['full-width letters of East Asia', 'ＡＢＣモデル'],
    ['accents written apart', 'e\u0301t\u00e9'],
  ])('%s is not', (_, text) => {
    expect(mixedWords(text)).toEqual([]);
  });
});

describe('skeletons', () => {
  test.each([
    ['Which language?', 'Whісh lаnguаgе'],
    ['Scale', 'Sca1e'],
    ['modern-vit', 'modem VIT'],
    ['BERT', 'ВЕRТ'],
    ['résumé', 'resume'],
    ['minilm', 'ｍｉｎｉｌｍ'],
    ['whisper', 'w\u200bhisper'],
    ['BERT', '𝐁𝐄𝐑𝐓'],
    ['Ollama 10', 'OIIama lO'],
  ])('%s and %s look alike', (a, b) => {
    expect(skeleton(b)).toBe(skeleton(a));
  });

  test.each([
    ['whisper v2', 'whisper v3'],
    ['bird-id', 'bird-ad'],
    ['речь', 'мечь'],
    ['音声', '音楽'],
  ])('%s and %s do not', (a, b) => {
    expect(skeleton(b)).not.toBe(skeleton(a));
  });

  test('punctuation alone has none', () => {
    expect(skeleton('?!  -')).toBe('');
  });
});
