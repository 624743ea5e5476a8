// Which page is shown, from the part of the address behind the #.

export const PAGES = ['today', 'plan', 'inbox', 'trends', 'prompts', 'suggestions', 'helped', 'assistants', 'support', 'reading', 'monitor', 'runs', 'sensors'] as const;
export type Page = (typeof PAGES)[number];

export interface Place {
  page: Page;
  /** The day of Today; null follows the newest. */
  date: string | null;
}

export function parseHash(hash: string): Place {
  const [page = '', date = ''] = hash.replace(/^#\/?/, '').split('/');
  const known = PAGES.find((name) => name === page) ?? 'today';
  return { page: known, date: known === 'today' && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null };
}

export const hrefOf = (page: Page, date: string | null = null): string => `#/${page}${date ? `/${date}` : ''}`;

class Route {
  place = $state<Place>(parseHash(location.hash));
}

export const route = new Route();
addEventListener('hashchange', () => (route.place = parseHash(location.hash)));

/** Shows another day without filling the back button with every step. */
export function goToDay(date: string | null): void {
  history.replaceState(null, '', hrefOf('today', date));
  route.place = parseHash(location.hash);
}
