import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Relative base and hash routes: the build works from any path of any host, an IPFS gateway sub-path included.
export default defineConfig({
  base: './',
  root: 'src/app',
  publicDir: '../../static',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: { outDir: '../../dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1500 },
  optimizeDeps: { exclude: ['onnxruntime-web', '@mysten/walrus-wasm'] },
});
