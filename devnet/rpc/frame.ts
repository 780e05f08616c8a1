// gRPC-web framing, binary and text (base64): one length-prefixed request in, data frames and a trailer out.
// Knows bytes alone; knows no message type.
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import { Code, GrpcError } from './status.ts';

export type Format = 'binary' | 'text';

const HEADER = 5;
const TRAILER_FLAG = 0x80;

export function formatOf(contentType: string | null): Format | undefined {
  if (contentType?.startsWith('application/grpc-web-text')) return 'text';
  if (contentType?.startsWith('application/grpc-web')) return 'binary';
  return undefined;
}

export function contentTypeOf(format: Format): string {
  return format === 'text' ? 'application/grpc-web-text+proto' : 'application/grpc-web+proto';
}

/** The single message of a request body. Client streaming does not exist in gRPC-web. */
export function decodeRequest(body: Uint8Array, format: Format): Uint8Array {
  const bytes = format === 'text' ? fromBase64(new TextDecoder().decode(body)) : body;
  if (bytes.length < HEADER) throw new GrpcError(Code.invalidArgument, 'request frame is too short');
  if (bytes[0] !== 0) throw new GrpcError(Code.unimplemented, 'compressed frames are not supported');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  if (bytes.length !== HEADER + length) {
    throw new GrpcError(Code.invalidArgument, 'request frame does not match its length');
  }
  return bytes.subarray(HEADER);
}

export function encodeMessage(message: Uint8Array, format: Format): Uint8Array<ArrayBuffer> {
  return encode(frame(0, message), format);
}

export function encodeTrailer(code: number, message: string, format: Format): Uint8Array<ArrayBuffer> {
  // `grpc-message` is percent-encoded on the wire; the SDK's transport decodes it once.
  const text = `grpc-status:${code}\r\ngrpc-message:${encodeURIComponent(message)}\r\n`;
  return encode(frame(TRAILER_FLAG, new TextEncoder().encode(text)), format);
}

function frame(flag: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HEADER + payload.length);
  out[0] = flag;
  new DataView(out.buffer).setUint32(1, payload.length);
  out.set(payload, HEADER);
  return out;
}

/** In the text format every frame is padded base64 of its own, so frames may be sent as they come. */
function encode(bytes: Uint8Array<ArrayBuffer>, format: Format): Uint8Array<ArrayBuffer> {
  return format === 'text' ? new TextEncoder().encode(toBase64(bytes)) : bytes;
}
