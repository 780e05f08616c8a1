// Writes ranges into one file of the origin's private file system, from a thread that may do so synchronously.

/** What is used of a sync access handle; TypeScript's lists have it for Workers only. */
interface Handle {
  write(bytes: Uint8Array, options: { at: number }): number;
  getSize(): number;
  close(): void;
}

export type FileRequest = { open: string } | { at: number; bytes: ArrayBuffer } | { finish: string };
export type FileReply = { size: number } | { bytes: ArrayBuffer };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<FileRequest>) => void) | null;
};
let handle: Handle;

scope.onmessage = async ({ data, ports: [port] }) => {
  if ('at' in data) {
    handle.write(new Uint8Array(data.bytes), { at: data.at });
    return port!.postMessage({ bytes: data.bytes } satisfies FileReply, [data.bytes]);
  }
  const root = await navigator.storage.getDirectory();
  if ('open' in data) {
    const file = await root.getFileHandle(data.open, { create: true });
    handle = await (
      file as unknown as { createSyncAccessHandle(): Promise<Handle> }
    ).createSyncAccessHandle();
    return port!.postMessage({ size: 0 } satisfies FileReply);
  }
  // No flush, as neither the Cache API nor IndexedDB waits for the disk: what a crash loses is read again.
  port!.postMessage({ size: handle.getSize() } satisfies FileReply);
  handle.close();
  await root.removeEntry(data.finish);
};
