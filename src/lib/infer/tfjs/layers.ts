// How a Keras model in a model.json names what goes in and what comes out. The runtime's own names count the models of
// its process; these are the file's. Knows no runtime.

interface Config {
  class_name?: unknown;
  config?: unknown;
}

export interface LayerNames {
  inputs: string[];
  outputs: string[];
  /** Class names of all layers, nested models' too. */
  classes: string[];
}

/** Lists are empty where the topology does not say. */
export function layerNames(topology: Readonly<Record<string, unknown>>): LayerNames {
  const model = config(topology['model_config'] ?? topology);
  const classes = new Set<string>();
  collect(model, classes, 0);
  const inner = config(model.config) as Record<string, unknown>;
  const layers = layersOf(model);
  const named = (list: unknown) =>
    Array.isArray(list) ? list.map((entry) => String(Array.isArray(entry) ? entry[0] : entry)) : [];
  const flat = (list: unknown) =>
    Array.isArray(list) && typeof list[0] === 'string' ? [String(list[0])] : named(list);
  const inputs = flat(inner['input_layers']);
  const outputs = flat(inner['output_layers']);
  const ends = [layers[0], layers.at(-1)].map((layer) =>
    String(config(layer?.config)['name' as never] ?? ''),
  );
  return {
    inputs: distinct(inputs.length > 0 ? inputs : ends.slice(0, 1)),
    outputs: distinct(outputs.length > 0 ? outputs : ends.slice(1)),
    classes: [...classes],
  };
}

function collect(model: Config, classes: Set<string>, depth: number): void {
  if (depth > 32) return;
  for (const layer of layersOf(model)) {
    if (typeof layer.class_name === 'string') classes.add(layer.class_name);
    collect(layer, classes, depth + 1);
    const wrapped = (config(layer.config) as { layer?: unknown }).layer;
    if (wrapped) collect({ config: [wrapped] }, classes, depth + 1);
  }
}

function layersOf(model: Config): Config[] {
  const inner = model.config;
  const list = Array.isArray(inner) ? inner : (config(inner) as { layers?: unknown }).layers;
  return Array.isArray(list) ? list.map(config) : [];
}

function config(value: unknown): Config {
  return typeof value === 'object' && value !== null ? value : {};
}

function distinct(names: string[]): string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}_${before}`;
  });
}
