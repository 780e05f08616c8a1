// Where the visitor is. Follows the address bar.
import { hrefOf, parseRoute, type Route } from './route.ts';

type Place = Exclude<Route, { page: 'missing' }>;

export class Router {
  #route = $state.raw<Route>(parseRoute(location.hash));
  #returned = false;

  constructor() {
    mark();
    addEventListener('hashchange', () => {
      // Places visited before carry a mark; a link leads to a place without one.
      this.#returned = isMarked();
      mark();
      this.#route = parseRoute(location.hash);
      if (!this.#returned) scrollTo({ top: 0 });
    });
  }

  get route(): Route {
    return this.#route;
  }

  /** True if the visitor came here with Back or Forward: whoever knows where the page was scrolled to puts it there. */
  get returned(): boolean {
    return this.#returned;
  }

  go(route: Place): void {
    location.hash = hrefOf(route);
  }

  /** Changes the address of the same place: no history, no scrolling. For filters, sort and thresholds. */
  replace(route: Place): void {
    history.replaceState(history.state, '', hrefOf(route));
    this.#route = route;
  }
}

function isMarked(): boolean {
  return typeof history.state === 'object' && history.state !== null && 'floe' in history.state;
}

function mark(): void {
  if (!isMarked()) history.replaceState({ floe: true }, '');
}
