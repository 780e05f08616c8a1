// Where a model's Worker begins in a browser.
import { openRunner } from './open-runner.ts';
import { serveModel, type ModelScope } from './serve-model.ts';

// The DOM library types `self` as a window.
serveModel(globalThis as unknown as ModelScope, openRunner);
