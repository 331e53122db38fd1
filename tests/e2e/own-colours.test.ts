import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';

import { openProjector } from '../support/browser.ts';
import { createSession, originalBody } from '../support/classroom.ts';
import { deskPhones } from '../support/desk-class.ts';
import { desksOf } from '../support/desk-page.ts';
import { sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** Where a system puts its own colours in place of a page's, what is told by colour is still told. */

const stage = await openStaffStage();
const { server, client, token, staff } = stage;

function forced(page: Page): Promise<void> {
  return page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' });
}

function groundOf(found: Locator): Promise<string> {
  return found.first().evaluate((element) => getComputedStyle(element).backgroundColor);
}

test('the row that the arrow keys stand on has a line around it', async () => {
  const session = await createSession(client, token, { course: 'Rows', duration_minutes: 60 });
  for (const student of ['A-1', 'A-2']) await sendJson(client, '/submit_attendance', originalBody(session, student));
  const page = await staff.newPage();
  await forced(page);
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}`);
  await page.getByRole('grid').getByText('A-1').waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  const lineOf = (row: Locator) => row.evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(await lineOf(page.getByRole('row', { selected: true })), 'solid');
  assert.equal(await lineOf(page.getByRole('row', { selected: false }).last()), 'none');
  await page.close();
});

test('the time line of the desk and the time left on the projector are drawn', async () => {
  const hall = await deskPhones(client, token)('Drawn');
  const page = await desksOf(stage).openDesk(hall);
  await forced(page);
  await page.locator('.time-line-interval').first().waitFor();
  const grounds = await Promise.all(['.time-line-open', '.time-line-late', '.time-line-interval', '.time-line-arrival'].map((part) => groundOf(page.locator(part))));
  assert.equal(new Set(grounds).size, grounds.length, grounds.join(' '));
  await page.close();
  const projector = await openProjector(staff, server.origin, hall.session.session_id);
  await forced(projector);
  assert.notEqual(await groundOf(projector.locator('.countdown > div')), await groundOf(projector.locator('.countdown')));
  await projector.close();
});
