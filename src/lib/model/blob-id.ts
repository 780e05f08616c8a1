// Walrus blob IDs: 32 bytes, url-safe base64 in text, a little-endian u256 on chain.

/** URL-safe base64 without padding, 43 characters. */
export function blobIdFromInt(value: bigint): string {
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++) bytes[index] = Number((value >> BigInt(8 * index)) & 0xffn);
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

export function blobIdToInt(blobId: string): bigint {
  const binary = atob(blobId.replace(/-/g, '+').replace(/_/g, '/'));
  let value = 0n;
  for (let index = binary.length - 1; index >= 0; index--)
    value = (value << 8n) | BigInt(binary.charCodeAt(index));
  return value;
}
