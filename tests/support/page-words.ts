import type { Locator, Page } from 'playwright-core';

/** What a page says, as somebody finds it who cannot see it. A name that is a string is the whole name of a button. */

export function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' });
}

/** The heading that names the page's state. */
export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { name, level: 1 });
}
