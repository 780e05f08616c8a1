// The yardsticks as a page would use them: a whole buffer in a Worker. The first question only hands the bytes over,
// so that their memory is not counted.
import { YARDSTICKS, type Yardstick, type Measured } from '../verify-yardsticks.ts';

export type BaselineRequest = { bytes: ArrayBuffer } | { measure: Yardstick };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<BaselineRequest>) => void) | null;
  postMessage(reply: Measured | 'here'): void;
};
let bytes: Uint8Array<ArrayBuffer>;

scope.onmessage = async ({ data }) => {
  if ('bytes' in data) {
    bytes = new Uint8Array(data.bytes);
    return scope.postMessage('here');
  }
  scope.postMessage(await YARDSTICKS[data.measure](bytes));
};
