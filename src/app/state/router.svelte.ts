// Where the visitor is. Follows the address bar.
import { hrefOf, parseRoute, type Route } from './route.ts';

export class Router {
  #route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.#route = parseRoute(location.hash);
      scrollTo({ top: 0 });
    });
  }

  get route(): Route {
    return this.#route;
  }

  go(route: Exclude<Route, { page: 'missing' }>): void {
    location.hash = hrefOf(route);
  }
}
