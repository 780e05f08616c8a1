// Where a thread of training begins: from here on TypeScript runs.
import { register } from 'tsx/esm/api';

register();
await import('./train-thread.ts');
