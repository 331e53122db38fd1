import { before, test } from 'node:test';
import type { Page } from 'playwright-core';

import { paths } from '../../src/protocol/paths.ts';
import { openProjector, signInStaff } from '../support/browser.ts';
import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button, heading } from '../support/page-words.ts';
import { openBrowserStage } from '../support/stage.ts';

/** Whoever is not signed in (any more) sees no names, and comes back to where they were. */

const { server, client, token, browser } = await openBrowserStage();
let session: CreatedSession;

before(async () => {
  session = await createSession(client, token, { course: 'Doors', duration_minutes: 60 });
  await sendJson(client, '/submit_attendance', originalBody(session, 'A-1'));
});

async function signIn(page: Page): Promise<void> {
  await page.getByText('You were signed out.').waitFor();
  await page.getByLabel('Staff token').fill(token);
  await page.keyboard.press('Enter');
}

test('every page leads to the sign-in and from there back to itself, with what was searched for', async () => {
  const own = `/staff/sessions/${session.session_id}`;
  const pages = [[own, 'Doors'], [`${own}/desk?student=A-1`, 'Desk: Doors'], [`${own}/insight`, 'Insight: Doors'], [`${own}/roster`, 'Roster: Doors'], [`${own}/scan`, 'Scan a phone'], [`${own}/sheet`, 'Doors'], ['/staff/devices?student=A-1', 'Phones']] as const;
  for (const [path, name] of pages) {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    // The page and its frame ask each for themselves, and each is refused.
    const frame = page.waitForResponse(server.origin + paths.whoAmI[1]);
    await page.goto(server.origin + path);
    await (await frame).finished();
    await signIn(page);
    await page.waitForURL(server.origin + path);
    await heading(page, name).waitFor();
    await context.close();
  }
});

test('signing out on one page takes the names off the others, and leaves the hall its code', async () => {
  const staff = await signInStaff(browser, server.origin, token);
  const projector = await openProjector(staff, server.origin, session.session_id);
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${session.session_id}`);
  await live.getByRole('grid').getByText('A-1').waitFor();
  const list = await staff.newPage();
  await list.goto(`${server.origin}/staff`);
  await button(list, 'Sign out').click();
  await heading(list, 'Sign in').waitFor();
  await heading(live, 'Sign in').waitFor();
  await projector.getByRole('img', { name: /QR code/ }).waitFor();
  await signIn(live);
  await live.getByRole('grid').getByText('A-1').waitFor();
  await staff.close();
});

test('a sheet of a session that is not there is none to print', async () => {
  const staff = await signInStaff(browser, server.origin, token);
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id.replace(/[1-9a-f]/g, '0')}/sheet`);
  await page.getByText('There is no such session.').waitFor();
  await page.getByRole('button', { name: 'Print' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Sessions' }).click();
  await heading(page, 'Sessions').waitFor();
  await staff.close();
});
