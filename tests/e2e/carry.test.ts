import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { openPhone, type Phone } from '../support/browser.ts';
import { attendanceOf, createSession, type AttendanceRow, type CreatedSession } from '../support/classroom.ts';
import { button, heading } from '../support/page-words.ts';
import { projectedCode } from '../support/projected-code.ts';
import { readQr } from '../support/read-qr.ts';
import { openStaffStage } from '../support/stage.ts';

/** Codes stay good for five minutes, so that no test waits for one and none runs out under it; the very first one is over. */
const patient = () => ({
  ...{ course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 300, duration_minutes: 60 },
  starts_at: new Date(Date.now() - 60_000).toISOString(),
});

const { server, client, token, browser, staff } = await openStaffStage();


function rowsOf({ session_id: sessionId }: CreatedSession): Promise<readonly AttendanceRow[]> {
  return attendanceOf(client, token, sessionId);
}

/** A phone that was online once: its page is kept, and so is the key that entries are sealed to. */
async function readyPhone(student: string): Promise<{ readonly phone: Phone; readonly page: Page }> {
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  await page.evaluate('navigator.serviceWorker.ready');
  await page.waitForFunction(hasCarryKey);
  return { phone, page };
}

async function hasCarryKey(): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('attend-student');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const asked = database.transaction('device').objectStore('device').get('carry_key');
  await new Promise((resolve) => (asked.onsuccess = resolve));
  database.close();
  return asked.result !== undefined;
}

/** Goes offline, opens the code that its camera read, and shows the entry for others; answers how the screen looks. */
async function showOffline({ phone, page }: Awaited<ReturnType<typeof readyPhone>>, session: CreatedSession): Promise<Buffer> {
  const code = await projectedCode(client, token, session);
  await phone.context.setOffline(true);
  await page.goto(`${server.origin}/S#${code}`);
  await button(page, 'Keep one code').click();
  await button(page, 'Let a classmate bring it').click();
  await page.getByRole('img', { name: 'QR code with your sealed scan' }).waitFor();
  return page.screenshot();
}

/** A phone that is held before the camera of a laptop, whose picture is wide. */
async function heldUp(screen: Buffer): Promise<Buffer> {
  const scene = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const shown = `<img id="phone" height="700" src="data:image/png;base64,${screen.toString('base64')}">`;
  await scene.setContent(`<body style="margin: 10px; background: #777; text-align: center">${shown}`);
  await scene.waitForFunction(() => (document.getElementById('phone') as HTMLImageElement).complete);
  const picture = await scene.screenshot();
  await scene.close();
  return picture;
}

test('a scan without a network is brought by a classmate’s browser, counts as it arrived, and is the owner’s own receipt later', { timeout: 120_000 }, async () => {
  const session = await createSession(client, token, patient());
  const own = await readyPhone('2022IMT-048');
  // A dark page must not turn the QR over.
  await own.page.emulateMedia({ colorScheme: 'dark' });
  const link = readQr(await showOffline(own, session));
  assert.match(link, /^HTTP:\/\/LOCALHOST:\d+\/S#X[0-9A-HJKMNP-TV-Z]{300,480}$/);
  assert.deepEqual(await axeFindings(own.page), []);
  assert.equal((await rowsOf(session)).length, 0);

  const classmate = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const theirs = await classmate.newPage();
  await theirs.goto(link);
  await heading(theirs, 'Delivered').waitFor();
  assert.doesNotMatch(await theirs.locator('body').innerText(), /2022IMT-048|Networks/);
  assert.deepEqual(await axeFindings(theirs), []);
  const [row, ...others] = await rowsOf(session);
  assert.deepEqual([row?.student_id, row?.grade, row?.reasons, others.length], ['2022IMT-048', 'online_in_window', ['carried'], 0]);

  await theirs.reload();
  await theirs.goto(link);
  await heading(theirs, 'Delivered').waitFor();
  await classmate.close();

  await own.phone.context.setOffline(false);
  await own.page.getByText('The server has this scan.').waitFor();
  await button(own.page, 'Done').click();
  await heading(own.page, 'Present').waitFor();
  assert.deepEqual(await rowsOf(session), [row]);
  await own.phone.close();
});

test('a classmate who is offline too keeps it on the page until the network is back; the scanner of the page reads it as well', { timeout: 120_000 }, async () => {
  const session = await createSession(client, token, patient());
  const own = await readyPhone('2022IMT-049');
  const screen = await showOffline(own, session);
  const link = readQr(screen);
  const { phone, page } = await readyPhone('2022IMT-050');
  await phone.context.setOffline(true);
  await page.goto(link);
  await heading(page, 'No network').waitFor();
  await phone.context.setOffline(false);
  await heading(page, 'Delivered').waitFor();
  assert.deepEqual((await rowsOf(session)).map(({ student_id: student, reasons }) => [student, reasons]), [['2022IMT-049', ['carried']]]);
  await page.goto(`${link.slice(0, -1)}${link.endsWith('0') ? 'G' : '0'}`);
  await heading(page, 'Not opened').waitFor();
  await button(page, 'Done').click();
  phone.aimAt(await heldUp(screen));
  await button(page, 'Scan').click();
  await heading(page, 'Delivered').waitFor();
  assert.equal((await rowsOf(session)).length, 1);
  for (const each of [own.phone, phone]) await each.close();
});

test('staff scan waiting entries off one screen after the other, and paste one where there is no camera', { timeout: 150_000 }, async () => {
  const [session, other] = [await createSession(client, token, patient()), await createSession(client, token, patient())];
  const first = await readyPhone('2022IMT-051');
  const screen = await showOffline(first, session);
  const second = await readyPhone('2022IMT-052');
  const elsewhere = await showOffline(second, other);

  const laptop = await openPhone();
  laptop.aimAt(await heldUp(screen));
  const page = laptop.context.pages()[0]!;
  await page.goto(`${server.origin}/sign_in`);
  await page.getByLabel('Staff token').fill(token);
  await button(page, 'Sign in').click();
  await heading(page, 'Sessions').waitFor();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}/desk`);
  await page.getByRole('link', { name: 'Scan a phone' }).click();
  const taken = page.getByRole('listitem');
  await taken.filter({ hasText: '2022IMT-051' }).filter({ hasText: 'Recorded' }).waitFor();
  laptop.aimAt(await heldUp(elsewhere));
  await taken.filter({ hasText: 'another session' }).waitFor();
  assert.equal(await taken.count(), 2);
  assert.deepEqual(await axeFindings(page), []);
  await laptop.close();
  assert.deepEqual((await rowsOf(session)).map(({ student_id: student, reasons }) => [student, reasons]), [['2022IMT-051', ['scanned_by_staff']]]);
  assert.equal((await rowsOf(other)).length, 0);

  const desk = await staff.newPage();
  await desk.goto(`${server.origin}/staff/sessions/${other.session_id}/scan`);
  await desk.getByText(/paste (?:the|its) text/).waitFor();
  const field = desk.getByLabel('Text of the QR');
  await field.fill('https://example.org/#menu');
  await field.press('Enter');
  await desk.getByText('This is not the text of a waiting scan.').waitFor();
  await field.fill(readQr(elsewhere));
  await field.press('Enter');
  await desk.getByRole('listitem').filter({ hasText: '2022IMT-052' }).filter({ hasText: 'Recorded' }).waitFor();
  assert.deepEqual((await rowsOf(other)).map(({ student_id: student }) => student), ['2022IMT-052']);
  await desk.close();
  for (const { phone } of [first, second]) await phone.close();
});
