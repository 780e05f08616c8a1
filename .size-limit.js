// How large the built page may be. Gzip, as hosts send it.
import { readFileSync } from 'node:fs';

const html = readFileSync(new URL('dist/index.html', import.meta.url), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => `dist/${path}`);

const limit = (name, path, limit) => ({ name, path, limit, gzip: true });

export default [
  limit('scripts of the first load', first, '310 kB'),
  limit(
    'all scripts of the page, runtimes aside',
    ['dist/assets/*.js', '!dist/assets/ort*.js', '!dist/assets/tfjs-*.js', '!dist/assets/transformers*.js'],
    '960 kB',
  ),
  limit('styles', 'dist/assets/*.css', '22 kB'),
  { name: 'fonts', path: 'dist/assets/*.woff2', limit: '130 kB', gzip: false, brotli: false },
  limit('CPU runtime', 'dist/assets/ort-wasm-simd-threaded-*.wasm', '4 MB'),
  limit('GPU runtime', 'dist/assets/ort-wasm-simd-threaded.jspi-*.wasm', '4.5 MB'),
  limit('TensorFlow.js runtime', 'dist/assets/tfjs-*.js', '480 kB'),
  limit('pipelines of transformers', 'dist/assets/transformers*.js', '150 kB'),
  limit('Walrus encoder', 'dist/assets/walrus_wasm*.wasm', '200 kB'),
];
