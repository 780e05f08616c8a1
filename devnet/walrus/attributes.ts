// A blob's attributes on chain: the Metadata under its dynamic field "metadata", and those that become HTTP headers.
import { bcs } from '@mysten/sui/bcs';
import { deriveDynamicFieldID } from '@mysten/sui/utils';
import type { Ledger } from '../chain/types.ts';

/** The attribute keys an aggregator turns into response headers. */
const HEADER_ATTRIBUTES = new Set([
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'link',
]);

const METADATA_KEY = bcs.byteVector().serialize(new TextEncoder().encode('metadata')).toBytes();
const MetadataField = bcs.struct('Field', {
  id: bcs.Address,
  name: bcs.byteVector(),
  metadata: bcs.vector(bcs.struct('Entry', { key: bcs.string(), value: bcs.string() })),
});

export async function readAttributes(
  ledger: Pick<Ledger, 'getObject'>,
  blobObjectId: string,
): Promise<Record<string, string>> {
  const field = await ledger.getObject(deriveDynamicFieldID(blobObjectId, 'vector<u8>', METADATA_KEY));
  if (field?.content.kind !== 'struct') return {};
  return Object.fromEntries(
    MetadataField.parse(field.content.bytes).metadata.map(({ key, value }) => [key, value]),
  );
}

export function headersOf(attributes: Record<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const name = key.toLowerCase();
    // A header value outside printable ASCII would make the whole response fail.
    if (HEADER_ATTRIBUTES.has(name) && /^[\x20-\x7e]*$/.test(value)) headers[name] = value;
  }
  return headers;
}
