// Reads long cards away from the page's thread: a text can be made that keeps any Markdown parser busy for minutes.
import { readMarkdown } from './markdown.ts';

addEventListener('message', ({ data }: MessageEvent<{ text: string; title?: string }>) => {
  postMessage(readMarkdown(data.text, data.title));
});
