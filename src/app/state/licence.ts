// What a licence is called and where its text stands. An author's claim; knows the common SPDX identifiers. Pure.

export interface Licence {
  text: string;
  /** The licence's own text at spdx.org or its keeper; undefined where the name is not one we know. */
  href: string | undefined;
}

/** SPDX identifiers seen on models, in SPDX's own spelling. */
const SPDX = [
  'Apache-2.0',
  'MIT',
  'MIT-0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'Zlib',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-2.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC-BY-SA-3.0',
  'CC-BY-SA-4.0',
  'CC-BY-NC-2.0',
  'CC-BY-NC-3.0',
  'CC-BY-NC-4.0',
  'CC-BY-NC-SA-4.0',
  'CC-BY-NC-ND-4.0',
  'CC-BY-ND-4.0',
  'GPL-2.0-only',
  'GPL-2.0-or-later',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'LGPL-2.1-only',
  'LGPL-3.0-only',
  'LGPL-3.0-or-later',
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'MPL-2.0',
  'EPL-2.0',
  'EUPL-1.2',
  'BSL-1.0',
  'AFL-3.0',
  'Artistic-2.0',
  'ECL-2.0',
  'MS-PL',
  'OFL-1.1',
  'PostgreSQL',
  'NCSA',
  'WTFPL',
  'ODbL-1.0',
  'ODC-By-1.0',
  'PDDL-1.0',
  'CDLA-Permissive-1.0',
  'CDLA-Permissive-2.0',
  'CDLA-Sharing-1.0',
] as const;

/** Names in use that SPDX spells otherwise or does not have. */
const OTHERS: Readonly<Record<string, string>> = {
  'gpl-2.0': 'https://spdx.org/licenses/GPL-2.0-only.html',
  'gpl-3.0': 'https://spdx.org/licenses/GPL-3.0-only.html',
  'lgpl-3.0': 'https://spdx.org/licenses/LGPL-3.0-only.html',
  'agpl-3.0': 'https://spdx.org/licenses/AGPL-3.0-only.html',
  openrail: 'https://www.licenses.ai/',
  'openrail++': 'https://www.licenses.ai/',
  'creativeml-openrail-m': 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
  'bigscience-openrail-m': 'https://www.licenses.ai/blog/2022/8/26/bigscience-open-rail-m-license',
};

const BY_NAME = new Map(SPDX.map((id) => [id.toLowerCase(), id]));

export function licenceOf(claimed: string): Licence {
  const name = claimed.trim();
  const id = BY_NAME.get(name.toLowerCase());
  if (id) return { text: id, href: `https://spdx.org/licenses/${id}.html` };
  const other = name.toLowerCase();
  return { text: name, href: Object.hasOwn(OTHERS, other) ? OTHERS[other] : undefined };
}
