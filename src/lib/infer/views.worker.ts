// The Worker of a page's forms and views: pictures, recordings and large outputs never hold the page up.
import { errorToWire } from '../errors.ts';
import { presentOutputs } from './present.ts';
import type { Presentation } from './presentation.ts';
import { prepareMedia } from './view-work.ts';
import type { Told, ViewReply, ViewRequest } from './views-protocol.ts';

const scope = globalThis as unknown as {
  postMessage(message: ViewReply, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ViewRequest>) => void): void;
};

scope.addEventListener('message', ({ data }) => void answer(data));

async function answer(request: ViewRequest): Promise<void> {
  const { id } = request;
  try {
    if (request.task === 'prepare') {
      const prepared = await prepareMedia(request.input, request.media);
      const { data } = prepared.tensor;
      const transfer: Transferable[] = Array.isArray(data) ? [] : [data.buffer as ArrayBuffer];
      if (prepared.picture) transfer.push(prepared.picture);
      scope.postMessage({ id, prepared }, transfer);
    } else {
      const shown = presentOutputs(request.outputs, request.tensors, request.given);
      scope.postMessage({ id, told: shown.map(told) }, []);
    }
  } catch (error) {
    scope.postMessage({ id, error: errorToWire(error, 'infer/bad-media') }, []);
  }
}

function told(item: Presentation): Told {
  if (item.kind !== 'tensor') return item;
  const { name, label, secondary } = item;
  return { name, label, secondary, kind: 'unread' };
}
