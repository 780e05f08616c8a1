// Where the local network's encoding thread begins: from here on TypeScript runs.
import { register } from 'tsx/esm/api';

register();
await import('./encode-thread.ts');
