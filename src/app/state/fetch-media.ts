// A picture or a recording from somewhere else on the web, as far as its host lets other pages read it.
import { FloeError, isAbort } from '../../lib/index.ts';

export class FetchError extends FloeError<'input/unreachable' | 'input/not-media' | 'input/too-large'> {
  override name = 'FetchError';
}

const MOST_BYTES = 100_000_000;

/**
 * Fetches without telling the host who asks.
 *
 * @param kind first half of the media type that is wanted
 * @throws FetchError
 */
export async function fetchMedia(
  address: string,
  kind: 'image' | 'audio',
  signal: AbortSignal,
): Promise<File> {
  const url = readAddress(address);
  try {
    const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok) throw new FetchError('input/unreachable', `${url.host} answered ${response.status}`);
    const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    // Hosts that keep files for everybody often call all of them bytes.
    if (!type.startsWith(`${kind}/`) && type !== '' && type !== 'application/octet-stream') {
      throw new FetchError('input/not-media', `${url.host} sent ${type}`);
    }
    return new File([await bodyOf(response)], url.pathname.split('/').at(-1) || url.host, { type });
  } catch (cause) {
    if (isAbort(cause) || cause instanceof FetchError) throw cause;
    throw new FetchError('input/unreachable', `${url.host} cannot be read from this page`, { cause });
  }
}

function readAddress(address: string): URL {
  try {
    const url = new URL(address.trim());
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  } catch {
    // Falls through: what is no address is refused like one that leads nowhere.
  }
  throw new FetchError('input/unreachable', 'This is no address of the web');
}

/** Stops where it gets too long, whatever the host said of its length. */
async function bodyOf(response: Response): Promise<Blob> {
  const pieces: BlobPart[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw new FetchError('input/too-large', `More than ${MOST_BYTES} bytes`);
    pieces.push(piece);
  }
  return new Blob(pieces);
}
