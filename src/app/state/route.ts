// Addresses inside the page. Hash routes, so that any static host and any path will do. Pure.

export type Route =
  | { page: 'market' }
  | { page: 'model'; id: string }
  | { page: 'publish'; addTo?: string }
  | { page: 'mine' }
  | { page: 'settings' }
  | { page: 'missing'; hash: string };

const OBJECT_ID = /^0x[0-9a-fA-F]{1,64}$/;

/** Reads `location.hash`; anything unknown is the `missing` page, never an error. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '').replace(/\/+$/, '');
  const [head = '', ...rest] = path.split('/');
  const missing: Route = { page: 'missing', hash };
  switch (head) {
    case '':
      return { page: 'market' };
    case 'model': {
      const [id, ...more] = rest;
      return id && more.length === 0 && OBJECT_ID.test(id)
        ? { page: 'model', id: id.toLowerCase() }
        : missing;
    }
    case 'publish': {
      const [id, ...more] = rest;
      if (id === undefined) return { page: 'publish' };
      return more.length === 0 && OBJECT_ID.test(id) ? { page: 'publish', addTo: id.toLowerCase() } : missing;
    }
    case 'mine':
    case 'settings':
      return rest.length === 0 ? { page: head } : missing;
    default:
      return missing;
  }
}

/** The link to a page: `#/model/0x..`. */
export function hrefOf(route: Exclude<Route, { page: 'missing' }>): string {
  switch (route.page) {
    case 'market':
      return '#/';
    case 'model':
      return `#/model/${route.id}`;
    case 'publish':
      return route.addTo ? `#/publish/${route.addTo}` : '#/publish';
    default:
      return `#/${route.page}`;
  }
}
