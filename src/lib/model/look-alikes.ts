// Letters that are drawn as another, after case and accents are gone. The commonest rows of Unicode's confusables.txt
// (UTS 39): those between the alphabets a model's name is likely to be in. Not the whole table.

/** Prototype, then what looks like it. `i` stands for everything that is one upright stroke. */
const ROWS: readonly string[] = [
  'aаαɑ⍺ΑА',
  'bЬьΒВвᏏϐƄ',
  'cсϲᴄⅽС',
  'dԁɗᏧ',
  'eеҽєεℯΕЕ',
  'fғƒϝẝ',
  'gɡցǥԌԍ',
  'hһհҺℎнΗНᎻᏂ',
  'i1lIíіιɪıլӀӏⅼ|¡ΙІΊוןاᎥǀ',
  'jјϳյʝ',
  'kкκҝᴋΚК',
  'mмᴍΜМ',
  'nпηոռᴎΝ',
  'o0оοօ०০੦௦๐ᴏσОΟОՕסه◯○',
  'pрρϼРΡ',
  'qԛգզ',
  'rгᴦɾ',
  'sѕꜱʂ',
  'tтτᴛТΤ',
  'uυսսцᴜμ',
  'vνѵᴠט',
  'wωѡԝɯᴡшա',
  'xхχ×ⅹΧХ',
  'yуγүʏყΥУ',
  'zᴢʐΖ',
  'б6',
  'з3ɜЗ',
];

const PROTOTYPES = new Map<string, string>();
for (const row of ROWS) {
  const [prototype = '', ...others] = row;
  for (const char of others) PROTOTYPES.set(char, prototype);
}
// A capital that looks like a capital stands for its small letter too, where that has no look of its own.
for (const [char, prototype] of [...PROTOTYPES]) {
  const small = char.toLowerCase();
  if (!PROTOTYPES.has(small) && small !== prototype) PROTOTYPES.set(small, prototype);
}

/** The letter that `char` looks like; undefined where it looks like nothing but itself. */
export function lookAlike(char: string): string | undefined {
  return PROTOTYPES.get(char);
}
