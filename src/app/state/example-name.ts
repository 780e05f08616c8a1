// Names of files that examples are packed with.

/** `examples/1-photo.jpg` was photo.jpg when the author gave it. */
export function exampleName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^\d+-/, '') || 'example';
}
