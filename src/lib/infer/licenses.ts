// Licences by their usual names. A claim of the author's, never advice.

/** SPDX identifiers by how model cards write them. */
const SPDX = [
  'AFL-3.0',
  'AGPL-3.0',
  'Apache-2.0',
  'Artistic-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC-BY-2.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC-BY-NC-2.0',
  'CC-BY-NC-3.0',
  'CC-BY-NC-4.0',
  'CC-BY-NC-ND-4.0',
  'CC-BY-NC-SA-3.0',
  'CC-BY-NC-SA-4.0',
  'CC-BY-ND-4.0',
  'CC-BY-SA-3.0',
  'CC-BY-SA-4.0',
  'CC0-1.0',
  'CDLA-Permissive-2.0',
  'ECL-2.0',
  'EPL-2.0',
  'EUPL-1.2',
  'GPL-2.0',
  'GPL-3.0',
  'ISC',
  'LGPL-2.1',
  'LGPL-3.0',
  'MIT',
  'MPL-2.0',
  'MS-PL',
  'NCSA',
  'ODbL-1.0',
  'OFL-1.1',
  'OpenRAIL',
  'OpenRAIL++',
  'BigScience-OpenRAIL-M',
  'CreativeML-OpenRAIL-M',
  'PDDL-1.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
] as const;

/** For a list of suggestions. */
export const LICENSES: readonly string[] = SPDX;
const BY_LOWER = new Map<string, string>(SPDX.map((id) => [id.toLowerCase(), id]));

const BY_TEXT: readonly [RegExp, string][] = [
  [/Apache License\s+Version 2\.0/i, 'Apache-2.0'],
  [/GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i, 'AGPL-3.0'],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i, 'LGPL-3.0'],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 3/i, 'GPL-3.0'],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, 'GPL-2.0'],
  [/Mozilla Public License,?\s+v(ersion|\.) 2\.0/i, 'MPL-2.0'],
  [/CC0 1\.0 Universal/i, 'CC0-1.0'],
  [/Attribution-NonCommercial-ShareAlike 4\.0/i, 'CC-BY-NC-SA-4.0'],
  [/Attribution-NonCommercial-NoDerivatives 4\.0/i, 'CC-BY-NC-ND-4.0'],
  [/Attribution-NonCommercial 4\.0/i, 'CC-BY-NC-4.0'],
  [/Attribution-ShareAlike 4\.0/i, 'CC-BY-SA-4.0'],
  [/Attribution 4\.0 International/i, 'CC-BY-4.0'],
  [/Permission to use, copy, modify, and(\/or)? distribute this software for any/i, 'ISC'],
  [/MIT License|Permission is hereby granted, free of charge, to any person obtaining/i, 'MIT'],
  [/Neither the name of[\s\S]{0,300}may be used to endorse/i, 'BSD-3-Clause'],
  [/Redistribution and use in source and binary forms/i, 'BSD-2-Clause'],
  [/This is free and unencumbered software released into the public domain/i, 'Unlicense'],
];
const LONGEST_NAME = 48;

/** The SPDX spelling where there is one, else the name as given; undefined for nothing that names a licence. */
export function soundLicense(text: string): string | undefined {
  const name = text.trim();
  if (name === '' || /^(other|unknown|none)$/i.test(name)) return undefined;
  const known = BY_LOWER.get(name.toLowerCase().replace(/[\s_]+/g, '-'));
  return known ?? (new TextEncoder().encode(name).length <= LONGEST_NAME ? name : undefined);
}

/** By the words of a LICENSE file. */
export function licenseOfText(text: string): string | undefined {
  return BY_TEXT.find(([pattern]) => pattern.test(text.slice(0, 20_000)))?.[1];
}
