import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/**
 * @huggingface/transformers is handed our runtime (src/lib/infer/transformers), but names a build of its own as well:
 * without this there would be two.
 */
function oneRuntime(): Plugin {
  return {
    name: 'one-runtime',
    enforce: 'pre',
    resolveId(source, importer, options) {
      if (source !== 'onnxruntime-web/webgpu' || !importer?.includes('@huggingface/transformers'))
        return null;
      return this.resolve('onnxruntime-common', importer, { ...options, skipSelf: true });
    },
  };
}

/** Workers are modules, here as in the pages of tests and benchmarks. */
export const worker = {
  format: 'es',
  plugins: () => [oneRuntime()],
  rolldownOptions: { output: { chunkFileNames: chunkName } },
} as const;

/** Runtimes carry their names, so that the page's own weight can be told from theirs. */
function chunkName({ moduleIds }: { moduleIds: readonly string[] }): string {
  const ofTfjs = moduleIds.some((id) => id.includes('/@tensorflow/'));
  return ofTfjs ? 'assets/tfjs-[name]-[hash].js' : 'assets/[name]-[hash].js';
}

// Relative base and hash routes: the build works from any path of any host, an IPFS gateway sub-path included.
export default defineConfig({
  base: './',
  root: 'src/app',
  publicDir: '../../static',
  plugins: [svelte()],
  worker,
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // The library is taken in by one file, but what only some page needs of it is fetched with that page.
      treeshake: { moduleSideEffects: [{ test: /\/src\/lib\//, sideEffects: false }] },
    },
  },
  optimizeDeps: { exclude: ['onnxruntime-web', '@mysten/walrus-wasm'] },
});
