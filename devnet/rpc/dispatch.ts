// Routes a gRPC-web request to a service method by the SDK's own descriptors and streams the answer back.
// Knows methods, messages and statuses; knows nothing of the ledger.
import type { GrpcTypes } from '@mysten/sui/grpc';
import {
  contentTypeOf,
  decodeRequest,
  encodeMessage,
  encodeTrailer,
  formatOf,
  type Format,
} from './frame.ts';
import { Code, GrpcError, toGrpcError } from './status.ts';

type ServiceType = typeof GrpcTypes.LedgerService;
type MethodInfo = ServiceType['methods'][number];

export interface Call {
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/**
 * Method name -> what answers it: a promise for unary methods, an async iterable for streams. The request's type is
 * the method's own message, as its descriptor decodes it.
 */
export type Methods = Record<string, (request: never, call: Call) => Promise<object> | AsyncIterable<object>>;

export interface Service {
  type: Pick<ServiceType, 'typeName' | 'methods'>;
  methods: Methods;
}

/** Answers gRPC-web requests, unknown methods too; `undefined` for any other request. */
export function createDispatcher(services: Service[]) {
  const routes = new Map<string, { info: MethodInfo; answer: Methods[string] | undefined }>();
  for (const { type, methods } of services) {
    for (const info of type.methods) {
      routes.set(`/${type.typeName}/${info.name}`, { info, answer: methods[info.name] });
    }
  }

  return async function dispatch(request: Request): Promise<Response | undefined> {
    const { pathname } = new URL(request.url);
    const route = routes.get(pathname);
    const format = formatOf(request.headers.get('content-type'));
    if (!route && !format) return undefined;
    if (request.method !== 'POST' || !format) return new Response('gRPC-web only', { status: 415 });

    const body = new Uint8Array(await request.arrayBuffer());
    const gone = new AbortController();
    const signal = AbortSignal.any([request.signal, gone.signal]);
    const frames = answerFrames({ route, pathname, body, format, signal });
    // Who subscribes waits for each frame; a list goes out in pieces that are worth a packet.
    const least = route?.info.name.startsWith('Subscribe') ? 0 : PIECE;
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { bytes, done } = await gather(frames, least);
        if (bytes.length) controller.enqueue(bytes);
        if (done) controller.close();
      },
      async cancel() {
        gone.abort();
        await frames.return(undefined);
      },
    });
    return new Response(stream, { headers: { 'content-type': contentTypeOf(format) } });
  };
}

/** Bytes of some frames. */
const PIECE = 65_536;

/** Frames until there are enough bytes, and whether they were the last. */
async function gather(frames: AsyncGenerator<Uint8Array, undefined>, least: number) {
  const parts: Uint8Array[] = [];
  let length = 0;
  let done = false;
  do {
    const next = await frames.next();
    if (next.done) done = true;
    else length += parts[parts.push(next.value) - 1]!.length;
  } while (!done && length < least);
  if (parts.length === 1) return { bytes: parts[0]!, done };
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, done };
}

async function* answerFrames(options: {
  route: { info: MethodInfo; answer: Methods[string] | undefined } | undefined;
  pathname: string;
  body: Uint8Array;
  format: Format;
  signal: AbortSignal;
}): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  const { route, body, format, signal } = options;
  try {
    if (!route?.answer) throw new GrpcError(Code.unimplemented, `${options.pathname} is not implemented`);
    const { info, answer } = route;
    const encode = (message: object) =>
      encodeMessage(info.O.toBinary(info.O.create(message) as never), format);
    const result = answer(parseRequest(info, decodeRequest(body, format)), { signal });
    if (Symbol.asyncIterator in result) for await (const message of result) yield encode(message);
    else yield encode(await result);
    yield encodeTrailer(Code.ok, '', format);
  } catch (error) {
    const { code, message } = toGrpcError(error);
    yield encodeTrailer(code, message, format);
  }
  return undefined;
}

function parseRequest(info: MethodInfo, bytes: Uint8Array): never {
  try {
    return info.I.fromBinary(bytes) as never;
  } catch (cause) {
    throw new GrpcError(Code.invalidArgument, `request is not a ${info.I.typeName}`, { cause });
  }
}
