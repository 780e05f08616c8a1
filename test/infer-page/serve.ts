// Serves the page deep under a path as a gateway would, beside the demo models.
import { serveBuiltPage, type BuiltPage } from '../built-page.ts';
import { demoModels } from '../../start/models/index.ts';
import type { DemoModel } from '../../start/models/types.ts';

/** Not plain JSON, and not needed in the page. */
const LEFT_OUT = new Set(['files', 'price']);

/** `more` beside the demo models. */
export async function serveInferPage(more: readonly DemoModel[] = []): Promise<BuiltPage> {
  const drafts = new Map([...(await demoModels()), ...more].map((draft) => [draft.task, draft]));
  /** What stands behind the route in the address: a task, and perhaps a file's path. */
  const askedFor = (url: string, route: string): [task: string, path: string] => {
    const rest = url.slice(url.indexOf(route) + route.length);
    const slash = rest.indexOf('/');
    return slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash + 1)];
  };
  return serveBuiltPage(new URL('.', import.meta.url), {
    under: '/ipfs/bafytest/deep/',
    routes: {
      'models/': (request, response) => {
        const [name] = askedFor(request.url!, 'models/');
        const draft = drafts.get(name.replace('.json', ''))!;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(draft, (key, value: unknown) => (LEFT_OUT.has(key) ? undefined : value)));
      },
      'files/': async (request, response) => {
        const [task, path] = askedFor(request.url!, 'files/');
        const file = drafts.get(task)!.files.find((candidate) => candidate.path === path)!;
        response.end(new Uint8Array(await file.data.arrayBuffer()));
      },
    },
  });
}
