// What the model is made of, and the order its weights lie in: in the trainer's memory, and in the file it leaves.

export interface Shape {
  vocabulary: number;
  width: number;
  layers: number;
  heads: number;
  /** Positions. */
  context: number;
}

export const SHAPE: Shape = { vocabulary: 2048, width: 96, layers: 4, heads: 4, context: 256 };

export interface WeightInfo {
  name: string;
  dims: number[];
  /** Standard deviation of what training starts from; `one` for the gains of norms. */
  start: number | 'one';
}

export function weightInfos({ vocabulary, width, layers, context }: Shape): WeightInfo[] {
  // Two additions to the same sum in each layer.
  const narrow = 0.05 / Math.sqrt(2 * layers);
  const infos: WeightInfo[] = [];
  const add = (name: string, dims: number[], start: WeightInfo['start']) => infos.push({ name, dims, start });
  add('wte.weight', [vocabulary, width], 0.02);
  add('wpe.weight', [context, width], 0.02);
  for (let layer = 0; layer < layers; layer++) {
    const linear = (name: string, from: number, to: number, start: number) => {
      add(`h.${layer}.${name}.weight`, [from, to], start);
      add(`h.${layer}.${name}.bias`, [to], 0);
    };
    const norm = (name: string) => {
      add(`h.${layer}.${name}.weight`, [width], 'one');
      add(`h.${layer}.${name}.bias`, [width], 0);
    };
    norm('ln_1');
    linear('attn.c_attn', width, 3 * width, 0.05);
    linear('attn.c_proj', width, width, narrow);
    norm('ln_2');
    linear('mlp.c_fc', width, 4 * width, 0.05);
    linear('mlp.c_proj', 4 * width, width, narrow);
  }
  add('ln_f.weight', [width], 'one');
  add('ln_f.bias', [width], 0);
  return infos;
}

export function floatsIn({ dims }: WeightInfo): number {
  return dims.reduce((product, size) => product * size, 1);
}
