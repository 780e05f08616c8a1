import { describe, expect, it } from 'vitest';
import { InferError } from '../../../src/lib/infer/errors.ts';
import { withFallback } from '../../../src/lib/infer/fallback.ts';
import type { Engine, EngineSource, LoadedModel, Provider } from '../../../src/lib/infer/types.ts';

const SOURCE: EngineSource = { runtime: 'tfjs', entry: 'model.json', files: new Map() };
const failed = (provider: string) => new InferError('infer/run-failed', `no kernel on ${provider}`);

/** Ways that work, fail or are missing, with what was asked of them. */
function ways(behaviour: Record<string, 'works' | 'fails' | 'missing' | InferError>) {
  const log: string[] = [];
  const order: Provider[] = ['webgpu', 'wasm', 'webgl', 'cpu'];
  const engine: Engine = {
    async load(_, { provider: choice }) {
      const provider = choice === 'auto' ? 'webgpu' : choice;
      if (behaviour[provider] === 'missing') throw new InferError('infer/no-provider', provider);
      log.push(`load ${provider}`);
      return {
        provider,
        fallbackReason: undefined,
        fallbacks: choice === 'auto' ? order.slice(1) : [],
        async run(_: unknown, { onText }: { onText?: (text: string) => void } = {}) {
          log.push(`run ${provider}`);
          onText?.(`from ${provider}`);
          const what = behaviour[provider];
          if (what instanceof InferError) throw what;
          if (what === 'fails') throw failed(provider);
          return { runMs: 1 };
        },
        dispose: () => log.push(`end ${provider}`),
      } as unknown as LoadedModel;
    },
  };
  return { engine: withFallback(engine), log };
}

describe('where nobody insists', () => {
  it('goes on with the next way that works, says why, and stays there', async () => {
    const { engine, log } = ways({ webgpu: 'fails', wasm: 'fails', webgl: 'missing', cpu: 'works' });
    const model = await engine.load(SOURCE, { provider: 'auto' });
    expect(model.provider).toBe('webgpu');
    await model.run({});
    expect(model.provider).toBe('cpu');
    expect(model.fallbackReason).toBe('WebAssembly failed at the run: no kernel on wasm');
    await model.run({});
    expect(log).toEqual([
      ...['load webgpu', 'run webgpu', 'load wasm', 'run wasm', 'end wasm', 'load cpu', 'run cpu'],
      'run cpu',
    ]);
    model.dispose();
    expect(log.slice(-2)).toEqual(['end webgpu', 'end cpu']);
  });

  it('blames nobody where every way fails, and stays with the first', async () => {
    const { engine } = ways({ webgpu: 'fails', wasm: 'fails', webgl: 'missing', cpu: 'fails' });
    const model = await engine.load(SOURCE, { provider: 'auto' });
    await expect(model.run({})).rejects.toThrow('no kernel on cpu');
    expect(model.provider).toBe('webgpu');
    expect(model.fallbackReason).toBeUndefined();
  });

  it('tries nothing else after what is not the way’s fault', async () => {
    const { engine, log } = ways({ webgpu: new InferError('infer/device-lost', 'gone'), wasm: 'works' });
    const model = await engine.load(SOURCE, { provider: 'auto' });
    await expect(model.run({})).rejects.toMatchObject({ code: 'infer/device-lost' });
    expect(log).toEqual(['load webgpu', 'run webgpu']);
  });

  it('does not begin an answer twice that somebody is reading', async () => {
    const { engine, log } = ways({ webgpu: 'fails', wasm: 'works' });
    const model = await engine.load(SOURCE, { provider: 'auto' });
    await expect(model.run({}, { onText: () => undefined })).rejects.toThrow('no kernel on webgpu');
    expect(log).toEqual(['load webgpu', 'run webgpu']);
  });
});

it('who insists gets the error', async () => {
  const { engine } = ways({ wasm: 'fails', cpu: 'works' });
  const model = await engine.load(SOURCE, { provider: 'wasm' });
  await expect(model.run({})).rejects.toMatchObject({ code: 'infer/run-failed' });
});
