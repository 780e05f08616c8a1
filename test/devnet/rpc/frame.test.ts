import { describe, expect, it } from 'vitest';
import { decodeRequest, encodeMessage, encodeTrailer, formatOf } from '../../../devnet/rpc/frame.ts';

const ascii = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('gRPC-web frames', () => {
  it('put a flag and a big-endian length before the message', () => {
    expect([...encodeMessage(Uint8Array.of(7, 8, 9), 'binary')]).toEqual([0, 0, 0, 0, 3, 7, 8, 9]);
  });

  it('are base64 each on its own in the text format', () => {
    // 00 00 00 00 01 ff -> AAAAAAH/
    expect(ascii(encodeMessage(Uint8Array.of(0xff), 'text'))).toBe('AAAAAAH/');
  });

  it('carry status and percent-encoded message in a trailer', () => {
    const trailer = encodeTrailer(5, 'no: ü', 'binary');
    expect(trailer[0]).toBe(0x80);
    expect(ascii(trailer.subarray(5))).toBe('grpc-status:5\r\ngrpc-message:no%3A%20%C3%BC\r\n');
  });

  it('are read from a request in either format', () => {
    const bytes = Uint8Array.of(0, 0, 0, 0, 2, 1, 2);
    expect([...decodeRequest(bytes, 'binary')]).toEqual([1, 2]);
    expect([...decodeRequest(new TextEncoder().encode('AAAAAAIBAg=='), 'text')]).toEqual([1, 2]);
  });

  it('are refused when their length does not match', () => {
    expect(() => decodeRequest(Uint8Array.of(0, 0, 0, 0, 2, 1), 'binary')).toThrow(
      expect.objectContaining({ code: 3 }),
    );
    expect(() => decodeRequest(Uint8Array.of(1, 0, 0, 0, 0), 'binary')).toThrow(
      expect.objectContaining({ code: 12 }),
    );
  });

  it('tell their format by content type', () => {
    expect(formatOf('application/grpc-web-text+proto')).toBe('text');
    expect(formatOf('application/grpc-web+proto')).toBe('binary');
    expect(formatOf('application/json')).toBeUndefined();
  });
});
