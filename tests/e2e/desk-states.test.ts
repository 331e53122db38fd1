import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { signInStaff } from '../support/browser.ts';
import { deskClass, deskPhones } from '../support/desk-class.ts';
import { desksOf } from '../support/desk-page.ts';
import { sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** The desk where there is no network or nothing to decide, the policy of its course, and that everybody can read it. */

const stage = await openStaffStage();
const { server, client, token, browser, staff } = stage;
const { openDesk, deskOf } = desksOf(stage);
const fillHall = deskPhones(client, token);

const row = (page: Page, student: string) => page.getByRole('article', { name: student, exact: true });

test('a desk that cannot be read says so and offers to try again; one with nothing on it says that', async () => {
  const hall = await deskClass(client, token, 'Nothing');
  const page = await staff.newPage();
  await page.route('**/desk', (route) => (route.request().resourceType() === 'fetch' ? route.abort() : route.continue()));
  await page.goto(`${server.origin}/staff/sessions/${hall.session.session_id}/desk`);
  await page.getByText('The server cannot be reached').waitFor();
  await page.unroute('**/desk');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Nothing waits').waitFor();
  assert.equal(await hall.scanWithoutKey('H-9'), 201);
  await row(page, 'H-9').waitFor();
  await page.close();
});

test('what a course asks of evidence is changed for the sessions to come', async () => {
  const hall = await deskClass(client, token, 'Policy course');
  const page = await openDesk(hall);
  await page.getByRole('button', { name: 'Course policy' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Guests on one phone').fill('11');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('A whole number from 0 to 10.').waitFor();
  await dialog.getByLabel('Guests on one phone').fill('3');
  await dialog.getByLabel('Ask for two codes offline').uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved for sessions from now on').waitFor();
  assert.equal((await deskOf(hall)).policy.borrowed_phones, 1, 'this session keeps what it was created with');
  const next = await deskClass(client, token, 'Policy course');
  const { policy } = await deskOf(next);
  assert.deepEqual([policy.borrowed_phones, policy.two_codes, policy.sync_deadline_hours], [3, false, 24]);
  await page.close();
});

for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light'], [360, 'dark']] as const) {
  test(`at ${width} px in ${colorScheme} axe finds nothing on the desk and nothing sticks out`, async () => {
    const hall = await fillHall(`Axe ${width} ${colorScheme}`);
    const accepted = { student_id: 'H-2', decision: 'accept', note: 'Seen in the hall' };
    await sendJson(client, `/sessions/${hall.session.session_id}/decisions`, accepted, token);
    const context = await signInStaff(browser, server.origin, token, { viewport: { width, height: 780 }, colorScheme });
    const page = await openDesk(hall, context);
    const look = async (state: string) => {
      assert.deepEqual(await axeFindings(page), [], state);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${state}: nothing sticks out`);
    };
    await row(page, 'P-1').waitFor();
    for (const fold of await page.locator('details').all()) await fold.evaluate((element: HTMLDetailsElement) => (element.open = true));
    await page.getByText(/Accepted, Prof\. Test/).first().waitFor();
    await look('all open');
    await page.getByLabel('Select P-1').check();
    await look('one selected');
    await page.getByRole('button', { name: 'Ask: P-1' }).click();
    await look('a dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('C-1');
    await row(page, 'C-1').waitFor();
    await look('found');
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('Nothing of “nobody” reached this session').waitFor();
    await look('not found');
    await context.close();
  });
}
