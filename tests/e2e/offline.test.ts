import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { openPhone, openProjector, type Phone } from '../support/browser.ts';
import { captiveNetwork } from '../support/captive-network.ts';
import { attendanceOf, createSession, type CreatedSession } from '../support/classroom.ts';
import { httpClient } from '../support/http-client.ts';
import { button, heading } from '../support/page-words.ts';
import { openStaffStage } from '../support/stage.ts';

const rotating = { course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60 };
const student = '2022IMT-048';
/** The longest time until a page that is open notices by itself that the server is back. */
const syncWithinMs = 40_000;

const { server, token, staff } = await openStaffStage();

const queueHeading = (page: Page, count: number) => page.getByRole('heading', { name: count === 1 ? '1 scan waits to be sent' : `${count} scans wait to be sent` });

async function newSessions(count: number): Promise<readonly CreatedSession[]> {
  const client = httpClient(server.port, 1);
  const sessions: CreatedSession[] = [];
  for (let made = 0; made < count; made++) sessions.push(await createSession(client, token, rotating));
  client.close();
  return sessions;
}

async function gradesOf(sessions: readonly CreatedSession[]): Promise<readonly (readonly string[])[]> {
  const client = httpClient(server.port, 1);
  const grades = [];
  for (const { session_id: sessionId } of sessions) grades.push((await attendanceOf(client, token, sessionId)).map(({ student_id: who, grade }) => `${who} ${grade}`));
  client.close();
  return grades;
}

/** A phone whose page was opened once, with a scanner that was used once. */
async function usedPhone(session: CreatedSession, projector: Page): Promise<{ readonly phone: Phone; readonly page: Page }> {
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  await page.evaluate('navigator.serviceWorker.ready');
  await scan(phone, page, projector);
  await heading(page, 'Present').waitFor();
  await button(page, 'Done').click();
  assert.deepEqual(await gradesOf([session]), [[`${student} online_in_window`]]);
  return { phone, page };
}

async function scan(phone: Phone, page: Page, projector: Page): Promise<void> {
  phone.aimAt(await projector.screenshot());
  await button(page, 'Scan').click();
}

/** Without the server the scanner asks for a second code; a still picture has none. */
async function keepOne(page: Page): Promise<void> {
  const [keep, saved] = [button(page, 'Keep one code'), heading(page, 'Saved on this phone')];
  await keep.or(saved).first().waitFor();
  // The very first code of a session may be one that never changes, and is not waited for.
  if (await keep.isVisible()) await keep.click();
  await saved.waitFor();
}

test('scanned while the server is down, then reloaded, opened twice and killed: exactly one row each when it is back', { timeout: 120_000 }, async (context) => {
  const [first, second, third] = (await newSessions(3)) as [CreatedSession, CreatedSession, CreatedSession];
  const [one, two, three] = [
    await openProjector(staff, server.origin, first.session_id),
    await openProjector(staff, server.origin, second.session_id),
    await openProjector(staff, server.origin, third.session_id),
  ];
  const { phone, page } = await usedPhone(first, one);
  await server.kill();

  await scan(phone, page, two);
  await keepOne(page);
  await page.reload();
  await queueHeading(page, 1).waitFor();

  const secondTab = await phone.context.newPage();
  await secondTab.goto(`${server.origin}/s`);
  await queueHeading(secondTab, 1).waitFor();
  await scan(phone, secondTab, three);
  await keepOne(secondTab);
  await queueHeading(page, 2).waitFor();
  await phone.kill();

  const reopened = await phone.reopen();
  const after = reopened.context.pages()[0]!;
  await after.goto(`${server.origin}/s`);
  await queueHeading(after, 2).waitFor();
  const afterTwo = await reopened.context.newPage();
  await afterTwo.goto(`${server.origin}/s`);
  await queueHeading(afterTwo, 2).waitFor();

  await server.restart();
  const startedMs = performance.now();
  await queueHeading(after, 2).waitFor({ state: 'detached', timeout: syncWithinMs });
  await queueHeading(after, 1).waitFor({ state: 'detached', timeout: syncWithinMs });
  context.diagnostic(`the queue emptied itself ${Math.round(performance.now() - startedMs)} ms after the server was back`);
  await queueHeading(afterTwo, 2).waitFor({ state: 'detached' });
  const rows = await gradesOf([first, second, third]);
  assert.deepEqual(rows.map((each) => each.length), [1, 1, 1]);
  assert.deepEqual(rows[0], [`${student} online_in_window`]);
  for (const [row] of rows.slice(1)) assert.match(row!, /^2022IMT-048 (offline_unbounded|online_in_window)$/);
  await reopened.close();
  for (const projector of [one, two, three]) await projector.close();
});

test('after one visit the app opens without a network, keeps a typed code, and sends it on load', { timeout: 60_000 }, async () => {
  const [session] = (await newSessions(1)) as [CreatedSession];
  const projector = await openProjector(staff, server.origin, session.session_id);
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  await page.evaluate('navigator.serviceWorker.ready');
  const typed = await projector.locator('.typed').innerText();
  await server.kill();

  await page.goto(`${server.origin}/s`);
  await heading(page, 'Scan').waitFor();
  await button(page, 'Type the code').click();
  await page.getByLabel('Code beside the QR').fill(typed);
  await button(page, 'Send').click();
  await heading(page, 'Saved on this phone').waitFor();
  await page.goto('about:blank');

  await server.restart();
  await page.goto(`${server.origin}/s`);
  await page.getByRole('heading', { name: 'Last marks' }).waitFor();
  const [rows] = await gradesOf([session]);
  assert.equal(rows!.length, 1);
  assert.match(rows![0]!, /^2022IMT-048 (online_in_window|offline_unbounded)$/);
  await phone.close();
  await projector.close();
});

test("a captive portal, a 502 and a redirect settle nothing; the server's own answer does", { timeout: 60_000 }, async (context) => {
  const [session] = (await newSessions(1)) as [CreatedSession];
  const projector = await openProjector(staff, server.origin, session.session_id);
  const network = await captiveNetwork(server.port);
  context.after(() => network.close());
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.goto(`${network.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  const html = { 'content-type': 'text/html' };
  const json = { 'content-type': 'application/json' };
  const replies = [
    { status: 200, headers: html, body: '<html><form>Sign in to the Wi-Fi</form></html>' },
    { status: 502, headers: html, body: 'Bad Gateway' },
    { status: 302, headers: { location: 'http://127.0.0.1:9/portal' }, body: '' },
    { status: 201, headers: json, body: '{"status":"accepted"}' },
    { status: 403, headers: json, body: '{"error":"blocked"}' },
  ];
  network.capture(replies);
  await scan(phone, page, projector);
  await keepOne(page);
  while (network.asked < replies.length) {
    await button(page, 'Send now').click();
    await heading(page, 'Saved on this phone').waitFor();
  }
  assert.deepEqual(await gradesOf([session]), [[]]);
  network.capture([]);
  // The page may try by itself just then, and the button is gone.
  void button(page, 'Send now').click().catch(() => undefined);
  await page.getByRole('heading', { name: /^(Present|Waiting for staff)$/, level: 1 }).waitFor();
  assert.equal((await gradesOf([session]))[0]!.length, 1);
  await phone.close();
  await projector.close();
});
