// Where the thread of lent-blob.test.ts begins, as a model's does.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
require('./lent-blob-thread.ts');
