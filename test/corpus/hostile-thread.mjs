// The bed of the thread that opens hostile models: it can be ended whatever they do to it.
import { register } from 'tsx/esm/api';

register();
await import('./hostile-in-thread.ts');
