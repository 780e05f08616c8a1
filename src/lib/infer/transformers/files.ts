// The files of a version as @huggingface/transformers asks for them: by addresses that nothing else answers. What it may
// read is what is here; graphs are named, not read, because the runtime opens them from Blobs.

/** In an address: `floe/<number>`. */
const OWNER = 'floe';
const GRAPH = /\.onnx(_data(_\d+)?)?$/;

interface Folder {
  prefix: string;
  files: ReadonlyMap<string, Blob>;
}

const folders = new Map<string, Folder>();
let folderCount = 0;

export interface OpenFolder {
  /** What the library calls the model. */
  readonly name: string;
  close(): void;
}

/** @param folder of `config.json`, without a slash at its end; empty for the pack's own */
export function openFolder(files: ReadonlyMap<string, Blob>, folder: string): OpenFolder {
  const name = `${OWNER}/${folderCount++}`;
  folders.set(name, { prefix: folder === '' ? '' : `${folder}/`, files });
  return { name, close: () => folders.delete(name) };
}

/** For `env.customCache`: a file, the name of a graph in its place, or nothing. */
export async function answerFile(address: string | Request | URL): Promise<Response | undefined> {
  const found = find(String(address instanceof Request ? address.url : address));
  if (!found) return undefined;
  const { name, path, data } = found;
  const body = GRAPH.test(path) ? new Blob([graphName(name, path)]) : data;
  return new Response(body, { headers: { 'content-length': String(body.size) } });
}

function find(address: string): { name: string; path: string; data: Blob } | undefined {
  const match = new RegExp(`${OWNER}/(\\d+)/(?:resolve/[^/]+/)?(.+)$`).exec(address);
  const name = `${OWNER}/${match?.[1]}`;
  const folder = folders.get(name);
  const path = folder && decodeURIComponent(match![2]!);
  const data = path === undefined ? undefined : folder!.files.get(folder!.prefix + path);
  return data && { name, path: path!, data };
}

function graphName(name: string, path: string): string {
  return `${name}\n${path}`;
}

/** Which graph of which model the library wants opened; undefined for bytes that are no name. */
export function graphNamed(
  bytes: Uint8Array,
): { name: string; entry: string; files: ReadonlyMap<string, Blob> } | undefined {
  const [name = '', path] = bytes.length < 4_096 ? new TextDecoder().decode(bytes).split('\n') : [];
  const folder = folders.get(name);
  return folder && path !== undefined
    ? { name, entry: folder.prefix + path, files: folder.files }
    : undefined;
}
