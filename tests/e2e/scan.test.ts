import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { findCode } from '../../src/protocol/carried-code.ts';
import { openPhone, openProjector, type Phone } from '../support/browser.ts';
import { attendanceOf, createSession, type CreatedSession } from '../support/classroom.ts';
import { readQr } from '../support/read-qr.ts';
import { openStaffStage } from '../support/stage.ts';

/** As staff's pages create them. */
const rotating = { course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60 };

const { server, client, token, staff } = await openStaffStage();

function rowsOf({ session_id: sessionId }: CreatedSession) {
  return attendanceOf(client, token, sessionId);
}

async function becomeStudent(phone: Phone, student: string): Promise<Page> {
  const page = phone.context.pages()[0] ?? (await phone.context.newPage());
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Scan', exact: true }).waitFor();
  return page;
}

test('a phone that looks at the projector is a row in the database', async (context) => {
  const session = await createSession(client, token, rotating);
  const projector = await openProjector(staff, server.origin, session.session_id);
  const phone = await openPhone();
  const page = await becomeStudent(phone, '2022IMT-048');
  phone.aimAt(await projector.screenshot());
  const startedMs = performance.now();
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  await page.getByRole('heading', { name: 'Present' }).waitFor();
  const tookMs = performance.now() - startedMs;
  const rows = await rowsOf(session);
  assert.deepEqual(rows.map(({ student_id: student, grade }) => [student, grade]), [['2022IMT-048', 'online_in_window']]);
  context.diagnostic(`tap on Scan to the receipt: ${Math.round(tookMs)} ms, with loading the reader and starting the camera`);

  phone.aimAt(await projector.screenshot());
  await page.getByRole('button', { name: 'Done' }).click();
  const againMs = performance.now();
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  await page.getByRole('heading', { name: /Already recorded/ }).waitFor();
  context.diagnostic(`the second scan, answered as a duplicate: ${Math.round(performance.now() - againMs)} ms`);
  assert.equal((await rowsOf(session)).length, 1);
  await phone.close();
  await projector.close();
});

test("a phone's own camera opens the page with the code: a number the first time, nothing to type after that", async () => {
  const [first, second] = [await createSession(client, token, rotating), await createSession(client, token, rotating)];
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  const codeOf = async ({ session_id: sessionId }: CreatedSession) => {
    const projector = await openProjector(staff, server.origin, sessionId);
    const code = findCode(readQr(await projector.screenshot()));
    await projector.close();
    return code!;
  };
  await page.goto(`${server.origin}/S#${await codeOf(first)}`);
  await page.getByLabel('Student number').fill('2022IMT-051');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Present' }).waitFor();
  await page.goto(`${server.origin}/S#${await codeOf(second)}`);
  await page.getByRole('heading', { name: 'Present' }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  for (const session of [first, second]) assert.deepEqual((await rowsOf(session)).map(({ student_id: student }) => student), ['2022IMT-051']);
  await phone.close();
});

test('the eight letters on the projector can be typed', async () => {
  const session = await createSession(client, token, rotating);
  const projector = await openProjector(staff, server.origin, session.session_id);
  const phone = await openPhone();
  const page = await becomeStudent(phone, '2022IMT-052');
  await page.getByRole('button', { name: 'Type the code' }).click();
  await page.getByLabel('Code beside the QR').fill((await projector.locator('.typed').innerText()).toLowerCase());
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('heading', { name: 'Present' }).waitFor();
  assert.deepEqual((await rowsOf(session)).map(({ student_id: student }) => student), ['2022IMT-052']);
  await phone.close();
  await projector.close();
});

test('two projectors of one session show the same codes, and another one five seconds later', async () => {
  const session = await createSession(client, token, rotating);
  const [left, right] = [await openProjector(staff, server.origin, session.session_id), await openProjector(staff, server.origin, session.session_id)];
  const shown = (page: Page) => page.locator('svg.qr path').last().getAttribute('d');
  const first = await shown(left);
  await left.waitForFunction((old) => document.querySelector('svg.qr path:last-of-type')!.getAttribute('d') !== old, first);
  const second = await shown(left);
  assert.notEqual(second, first);
  await right.waitForFunction((same) => document.querySelector('svg.qr path:last-of-type')!.getAttribute('d') === same, second);
  assert.equal(await shown(left), second, 'both show it at once');
  assert.equal(await right.locator('.typed').innerText(), await left.locator('.typed').innerText());
  await left.close();
  await right.close();
});

test('an independent reader reads our PNG and our projector, in light and in dark', async () => {
  const session = await createSession(client, token, rotating);
  const still = await createSession(client, token);
  const download = async (path: string) => {
    const reply = await fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return new Uint8Array(await reply.arrayBuffer());
  };
  assert.match(readQr(await download(`/qr/${still.session_id}.png`)), /^\{"payload_b64":/);
  assert.deepEqual(JSON.parse(readQr(await download(`/qr/${still.session_id}.png`))), still.qr_payload);
  assert.match(readQr(await download(`/qr/${session.session_id}.png`)), /^HTTP:\/\/[0-9A-Z.:-]+\/S#[0-9A-Z]{47}$/);
  for (const colorScheme of ['light', 'dark'] as const) {
    const projector = await openProjector(staff, server.origin, session.session_id);
    await projector.emulateMedia({ colorScheme });
    assert.match(readQr(await projector.screenshot()), /^HTTP:\/\/[0-9A-Z.:-]+\/S#[0-9A-Z]{47}$/);
    await projector.close();
  }
});
