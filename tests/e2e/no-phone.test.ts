import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { openProjector } from '../support/browser.ts';
import { attendanceOf, createSession, originalBody } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** What staff do for those who have no phone: a sheet of paper, and the switch of the typed code. */

const { server, client, token, staff } = await openStaffStage();

/** The rules that the page breaks, in light and dark. */
async function barriersOf(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeFindings(page)));
  }
  return found;
}

test('a sheet is typed in, previewed, set in one go and taken back', async () => {
  const session = await createSession(client, token, { course: 'Networks', duration_minutes: 60 });
  await sendJson(client, '/submit_attendance', originalBody(session, 'S-1'));
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}`);
  await page.getByText('1 In', { exact: false }).first().waitFor();
  await page.getByText('Without a phone').click();
  await page.getByRole('button', { name: 'Enter a sheet' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter a sheet' });
  await dialog.getByLabel('Student numbers').fill(`S-2\ns-1\nS-3\nS-2\n${'x'.repeat(65)}`);
  const preview = dialog.locator('form').getByRole('status');
  await preview.getByText('2 new students').waitFor();
  assert.match(await preview.innerText(), /1 recorded already, and kept as it is[^]*Line 2: s-1[^]*1 line stands twice[^]*Line 4: S-2[^]*1 line is no student number[^]*Line 5: x/);
  assert.deepEqual(await barriersOf(page), []);
  await dialog.getByLabel('Late').check();
  await dialog.getByRole('button', { name: 'Set 2 students' }).click();
  await page.getByText('2 set', { exact: false }).waitFor();
  await page.getByRole('row', { name: /S-3/ }).waitFor();
  const rows = await attendanceOf(client, token, session.session_id);
  assert.deepEqual(rows.map(({ student_id, grade }) => [student_id, grade]).toSorted(), [['S-1', 'online_in_window'], ['S-2', 'manual'], ['S-3', 'manual']]);
  assert.deepEqual(await barriersOf(page), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 taken back').waitFor();
  await page.getByRole('row', { name: /S-3/ }).waitFor({ state: 'detached' });
  assert.equal((await attendanceOf(client, token, session.session_id)).length, 1);
  assert.deepEqual(JSON.parse((await sendJson(client, '/submit_attendance', originalBody(session, 'S-3'))).body).status, 'accepted');
  await page.close();
});

test('the projector stops showing the typed code soon after staff switched it off, and keeps the picture', async () => {
  const session = await createSession(client, token, { course: 'Networks', rotation_seconds: 5, duration_minutes: 60 });
  const projector = await openProjector(staff, server.origin, session.session_id);
  const typed = projector.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await typed.waitFor();
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${session.session_id}`);
  await live.getByText('Without a phone').click();
  await live.getByRole('button', { name: 'Switch typed codes off' }).click();
  await live.getByText('Typed codes are off', { exact: true }).waitFor();
  await typed.waitFor({ state: 'detached' });
  assert.ok(await projector.getByRole('img', { name: /QR code/ }).isVisible());
  await live.getByText('Without a phone').click();
  await live.getByRole('button', { name: 'Switch typed codes on' }).click();
  await typed.waitFor();
  await live.close();
  await projector.close();
});

test('a sheet to print has as many lines as were asked for, and on paper nothing else than the sheet', async () => {
  const session = await createSession(client, token, { course: 'Networks', duration_minutes: 60 });
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}/sheet`);
  await page.getByRole('heading', { name: 'Networks' }).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 60);
  await page.getByLabel('Rows').fill('200');
  await page.locator('tbody tr').nth(199).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 200);
  assert.deepEqual(await barriersOf(page), []);
  await page.getByLabel('Rows').fill('10');
  await page.getByText('A whole number from 20 to 200.').waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual([await page.getByLabel('Rows').isVisible(), await page.getByRole('heading', { name: 'Networks' }).isVisible()], [false, true]);
  await page.close();
});

test('many wrong typed codes are said on the live page, with the switch beside it', async () => {
  const session = await createSession(client, token, { course: 'Networks', rotation_seconds: 5, duration_minutes: 60, identity: 'open' });
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}`);
  await page.getByRole('heading', { name: 'Networks' }).waitFor();
  const guess = (student: number) => ({ v: 1, student: `G-${student}`, session: null, device: null, seq: 0, prev: null, codes: ['ZZZZZZZZ'], wall: 0, mono: 0, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' });
  for (let student = 0; student < 200; student++) {
    const { status } = await sendJson(client, '/submit_attendance', { entry: Buffer.from(JSON.stringify(guess(student))).toString('base64url'), queued: false });
    assert.equal(status, 422);
  }
  const alarm = page.getByText(/Many wrong typed codes: 200 in 10 minutes/);
  await alarm.waitFor();
  assert.deepEqual(await barriersOf(page), []);
  await page.getByRole('button', { name: 'Switch typed codes off' }).click();
  await alarm.waitFor({ state: 'detached' });
  await page.close();
});
