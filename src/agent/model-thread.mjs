// Where the thread of a model begins: from here on TypeScript runs. It is taken in as CommonJS, which needs no second thread
// to do the taking in: every model would wait a quarter of a second longer for its own.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
require('./model-thread.ts');
