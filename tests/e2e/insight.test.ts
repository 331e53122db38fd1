import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { signInStaff } from '../support/browser.ts';
import { attendanceOf, createSession, entryBody, placeAfter, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { sendJson } from '../support/http-client.ts';
import { openBrowserStage } from '../support/stage.ts';

/** The insight page in a real browser: what it tells, what it leaves alone, and that everybody can read it. */

const { server, client, token, browser } = await openBrowserStage();
let session: CreatedSession;
let empty: CreatedSession;
before(async () => {
  session = await createSession(client, token, { course: 'Networks', identity: 'device', rotation_seconds: 5, duration_minutes: 60 });
  empty = await createSession(client, token, { course: 'Empty', identity: 'device', rotation_seconds: 5 });
  // The phone of S-1 is used for S-2 too, whose record is held for that.
  const shared = makeDevice();
  const first = entryBody(session, 'S-1', shared);
  const others = Array.from({ length: 10 }, (_, index) => entryBody(session, `S-${index + 3}`, makeDevice()));
  for (const sent of [first, entryBody(session, 'S-2', shared, placeAfter(first)), ...others]) {
    const { status, body } = await sendJson(client, '/submit_attendance', sent);
    assert.equal(status, 201, body);
  }
});

async function openInsight(staff: BrowserContext, { session_id: id }: CreatedSession): Promise<Page> {
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${id}`);
  await page.getByRole('link', { name: 'Desk' }).waitFor();
  // On a phone the less used buttons wait behind this one.
  const more = page.getByRole('button', { name: 'More …' });
  if (await more.isVisible()) await more.click();
  await page.getByRole('link', { name: 'Insight' }).click();
  await page.getByRole('heading', { name: /^Insight: / }).waitFor();
  return page;
}

for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark'], [390, 'light']] as const) {
  test(`at ${width} px in ${colorScheme} it can be read by everybody and nothing sticks out, with arrivals and without`, async () => {
    const staff = await signInStaff(browser, server.origin, token, { viewport: { width, height: 844 }, colorScheme });
    for (const shown of [session, empty]) {
      const page = await openInsight(staff, shown);
      for (const details of await page.locator('details').all()) await details.evaluate((element: HTMLDetailsElement) => (element.open = true));
      assert.deepEqual(await axeFindings(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    }
    await staff.close();
  });
}

test('it tells shared phones, bursts and the difference to a headcount, draws a list, and changes no record', async () => {
  const before = await attendanceOf(client, token, session.session_id);
  const staff = await signInStaff(browser, server.origin, token);
  const page = await openInsight(staff, session);
  const devices = page.getByRole('region', { name: 'Phones' });
  await devices.getByRole('cell', { name: 'S-1, S-2' }).first().waitFor();
  await page.getByText('can be slow networks or a relay').waitFor();

  await page.getByLabel('People in the hall').fill('ten');
  await page.getByRole('button', { name: 'Note it' }).click();
  await page.getByText('A whole number from 0 to 100000.').waitFor();
  await page.getByLabel('People in the hall').fill('9');
  await page.getByLabel('People in the hall').press('Enter');
  await page.getByText('2 students more recorded than were counted.').waitFor();
  await page.getByLabel('People in the hall').fill('13');
  await page.getByRole('button', { name: 'Note it' }).click();
  await page.getByText('2 people in the hall without a counted record.').waitFor();
  await page.getByText('All headcounts').click();
  assert.equal(await page.getByRole('region', { name: 'All headcounts' }).locator('tbody tr').count(), 2);

  await page.getByRole('button', { name: 'Draw a list' }).click();
  await page.getByText('Call up 11 of the 11 students.').waitFor();
  const list = page.getByRole('region', { name: 'Spot check' }).locator('tbody tr');
  assert.equal(await list.count(), 11);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('heading', { name: 'Age of the codes' }).isVisible(), false);
  assert.equal(await list.first().isVisible(), true);
  await staff.close();
  assert.deepEqual(await attendanceOf(client, token, session.session_id), before);
});
