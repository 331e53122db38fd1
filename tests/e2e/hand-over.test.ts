import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { openPhone, openProjector } from '../support/browser.ts';
import { attendanceOf, createSession, type AttendanceRow, type CreatedSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button, heading } from '../support/page-words.ts';
import { projectedCode } from '../support/projected-code.ts';
import { openStaffStage } from '../support/stage.ts';

const rotating = { course: 'Networks', identity: 'device', rotation_seconds: 60, grace_seconds: 300, duration_minutes: 60 };
const owner = '2022IMT-048';
const guest = '2022IMT-049';

const { server, client, token, staff } = await openStaffStage();

async function ask<Reply>(path: string): Promise<Reply> {
  const { status, body } = await client.send(path, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(status, 200, body);
  return JSON.parse(body) as Reply;
}

function rowsOf({ session_id: sessionId }: CreatedSession): Promise<readonly AttendanceRow[]> {
  return attendanceOf(client, token, sessionId);
}

/** Until the page has the place of a code. A function, for a text would be evaluated again at each look, which the page's own policy forbids. */
async function placeKept(page: Page): Promise<void> {
  await page.waitForFunction(() => sessionStorage.getItem('attend-place') !== null);
}

async function enrolledPhone(student = owner) {
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  await heading(page, 'Scan').waitFor();
  return { phone, page };
}

test('a phone that is lent records the guest kindly, and stays its owner’s', { timeout: 90_000 }, async () => {
  const session = await createSession(client, token, rotating);
  const { phone, page } = await enrolledPhone();
  await page.goto(`${server.origin}/S#${await projectedCode(client, token, session)}`);
  await heading(page, 'Present').waitFor();
  await button(page, 'Done').click();

  await button(page, 'Somebody else uses this phone').click();
  await page.getByLabel('Their student number').fill(owner);
  await button(page, 'Continue').click();
  await page.getByText('This is the number of this phone itself').waitFor();
  await placeKept(page);
  await page.getByLabel('Their student number').fill(guest);
  const projector = await openProjector(staff, server.origin, session.session_id);
  phone.aimAt(await projector.screenshot());
  await button(page, 'Continue').click();
  await button(page, 'Take another code').click();
  await heading(page, 'Present').waitFor();
  await page.locator('.sentence', { hasText: `For ${guest}` }).waitFor();
  await page.locator('.sentence', { hasText: 'two of you used one phone. That is fine' }).waitFor();

  const rows = await rowsOf(session);
  assert.deepEqual(rows.map(({ student_id: student }) => student).toSorted(), [owner, guest]);
  const lent = rows.find(({ student_id: student }) => student === guest)!;
  assert.equal(lent.grade, 'online_in_window');
  assert.ok(lent.reasons.includes('borrowed_phone'));

  await button(page, 'Done').click();
  await page.locator('.student-number', { hasText: owner }).waitFor();
  const listOf = (name: string) => page.getByRole('region', { name }).getByRole('listitem');
  assert.equal(await listOf('Last marks').count(), 1);
  assert.equal(await listOf('Scans of others with this phone').count(), 1);
  await projector.close();
  await phone.close();
});

test('the code that a phone has just read is good for the guest too, while the server takes it', { timeout: 90_000 }, async () => {
  const session = await createSession(client, token, rotating);
  const { phone, page } = await enrolledPhone('2022IMT-051');
  await page.goto(`${server.origin}/S#${await projectedCode(client, token, session)}`);
  await heading(page, 'Present').waitFor();
  await button(page, 'Done').click();
  await button(page, 'Somebody else uses this phone').click();
  await placeKept(page);
  await page.getByLabel('Their student number').fill(guest);
  await button(page, 'Continue').click();
  await heading(page, 'Use the code just scanned?').waitFor();
  assert.equal(await page.evaluate('document.activeElement.id'), 'state');
  assert.deepEqual(await axeFindings(page), []);
  await button(page, 'Use that code').click();
  await heading(page, 'Present').waitFor();
  await page.locator('.sentence', { hasText: `For ${guest}` }).waitFor();
  const lent = (await rowsOf(session)).find(({ student_id: student }) => student === guest)!;
  assert.deepEqual([lent.grade, lent.reasons.toSorted()], ['online_in_window', ['borrowed_phone', 'claimed_at_scan']]);

  await button(page, 'Done').click();
  assert.equal((await sendJson(client, `/sessions/${session.session_id}/close`, {}, token)).status, 200);
  await page.evaluate('sessionStorage.clear()');
  const refused = page.waitForResponse((reply) => reply.url().endsWith('/claim') && reply.status() === 422);
  await button(page, 'Somebody else uses this phone').click();
  await refused;
  await page.getByLabel('Their student number').fill('2022IMT-050');
  await button(page, 'Continue').click();
  await heading(page, 'Scan the code').waitFor();
  await phone.close();
});

test('a phone whose key staff switched off says so, makes a new one and records again, whatever tab it is in', { timeout: 90_000 }, async () => {
  const [first, second, third] = [await createSession(client, token, rotating), await createSession(client, token, rotating), await createSession(client, token, rotating)];
  const { phone, page } = await enrolledPhone();
  await page.goto(`${server.origin}/S#${await projectedCode(client, token, first)}`);
  await heading(page, 'Present').waitFor();
  const other = await phone.context.newPage();
  await other.goto(`${server.origin}/s`);
  await heading(other, 'Scan').waitFor();

  const keysOf = async () => (await ask<{ devices: readonly { device_id: string; state: string }[] }>(`/devices?student_id=${owner}&state=all`)).devices;
  const active = (await keysOf()).filter(({ state }) => state === 'active');
  for (const { device_id: device } of active) assert.equal((await sendJson(client, `/devices/${device}/revoke`, {}, token)).status, 200);
  await page.goto(`${server.origin}/S#${await projectedCode(client, token, second)}`);
  await heading(page, 'Not recorded').waitFor();
  await page.locator('.sentence', { hasText: 'it has a new one now' }).waitFor();
  assert.deepEqual(await rowsOf(second), []);

  await other.evaluate((code) => void (location.hash = code), await projectedCode(client, token, third));
  await heading(other, 'Present').waitFor();
  assert.deepEqual((await rowsOf(third)).map(({ grade }) => grade), ['online_in_window']);
  await page.evaluate((code) => void (location.hash = code), await projectedCode(client, token, second));
  await heading(page, 'Present').waitFor();
  assert.equal((await rowsOf(second)).length, 1);
  const keys = await keysOf();
  assert.deepEqual([keys.filter(({ state }) => state === 'active').length, keys.length - active.length], [1, 1], 'one new key, and not one a tab');
  await page.getByRole('region', { name: 'Scans that were not recorded' }).waitFor();
  await phone.close();
});
