import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';

import { openPhone, openProjector, type Phone } from '../support/browser.ts';
import type { Shot } from '../support/camera-file.ts';
import { createSession, type CreatedSession } from '../support/classroom.ts';
import { button, heading } from '../support/page-words.ts';
import { projectedCode } from '../support/projected-code.ts';
import { openStaffStage } from '../support/stage.ts';

const rotating = { course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60 };

const { server, client, token, staff } = await openStaffStage();
let session: CreatedSession;
/** The projector of that session through four of its codes, which have all left the screen by now. */
let film: readonly Shot[];

before(async () => {
  session = await createSession(client, token, rotating);
  film = await filmProjector(4);
});

async function filmProjector(codes: number): Promise<readonly Shot[]> {
  const projector = await openProjector(staff, server.origin, session.session_id);
  const shots: Shot[] = [];
  const drawn = () => projector.locator('svg.qr path').last().getAttribute('d');
  // Epoch 0 belongs to codes that never change, too, so the film begins after it.
  for (let taken = -1; taken < codes; taken++) {
    const before = await drawn();
    // The first is held for longer: it has to be read before the film moves on.
    if (taken >= 0) shots.push({ png: await projector.screenshot(), seconds: taken === 0 ? 4 : 2 });
    await projector.waitForFunction((old) => document.querySelector('svg.qr path:last-of-type')!.getAttribute('d') !== old, before);
  }
  // It stays open: a code that no screen showed would be another story.
  return shots;
}

/** A phone with a scanner that was used once, and a page that has lost its network. */
async function offlinePhone(student: string): Promise<{ readonly phone: Phone; readonly page: Page }> {
  const phone = await openPhone();
  phone.film(film);
  const first = phone.context.pages()[0]!;
  await first.goto(`${server.origin}/s`);
  await first.getByLabel('Student number').fill(student);
  await button(first, 'Continue').click();
  await first.evaluate('navigator.serviceWorker.ready');
  // The reader is kept from its first use on.
  await button(first, 'Scan').click();
  await heading(first, 'Not recorded').waitFor();
  await button(first, 'Dismiss').click();
  const page = await phone.context.newPage();
  await page.goto(`${server.origin}/s`);
  await heading(page, 'Scan').waitFor();
  await first.close();
  await phone.context.setOffline(true);
  return { phone, page };
}

interface Row {
  readonly student_id: string;
  readonly grade: string;
  readonly reasons: readonly string[];
}

async function rowOf(student: string): Promise<Row | undefined> {
  const { body } = await client.send(`/attendance/${session.session_id}`, { headers: { authorization: `Bearer ${token}` } });
  return (JSON.parse(body) as { readonly attendance: readonly Row[] }).attendance.find((row) => row.student_id === student);
}

test('two codes that an offline phone reads off the moving screen count by themselves once they arrive', { timeout: 120_000 }, async (context) => {
  const { phone, page } = await offlinePhone('2022IMT-048');
  const startedMs = performance.now();
  await button(page, 'Scan').click();
  await heading(page, 'Saved. One more code').waitFor();
  await page.getByText('Two codes show that you stayed in front of the screen').waitFor();
  await heading(page, 'Saved on this phone').waitFor();
  context.diagnostic(`from the tap to both codes: ${Math.round(performance.now() - startedMs)} ms of a film whose codes change every 2 to 4 s`);
  await page.getByText('Details').click();
  await page.getByText('two, one after the other').waitFor();
  await phone.context.setOffline(false);
  await heading(page, 'Present').waitFor();
  const row = await rowOf('2022IMT-048');
  assert.equal(row?.grade, 'offline_verified');
  assert.ok(row.reasons.includes('two_codes'));
  await phone.close();
});

test('one code is still taken where the student wants it so, and staff see it apart', { timeout: 120_000 }, async () => {
  const { phone, page } = await offlinePhone('2022IMT-049');
  await button(page, 'Scan').click();
  await button(page, 'Keep one code').click();
  await heading(page, 'Saved on this phone').waitFor();
  await phone.context.setOffline(false);
  await heading(page, 'Waiting for staff').waitFor();
  const row = await rowOf('2022IMT-049');
  assert.equal(row?.grade, 'offline_unbounded');
  assert.ok(row.reasons.includes('one_code'));
  await phone.close();
});

test('a phone that dies between the two codes has kept the first, and sends it', { timeout: 120_000 }, async () => {
  const { phone, page } = await offlinePhone('2022IMT-050');
  await button(page, 'Scan').click();
  await heading(page, 'Saved. One more code').waitFor();
  await phone.kill();
  const reopened = await phone.reopen();
  await reopened.context.setOffline(true);
  const after = reopened.context.pages()[0]!;
  await after.goto(`${server.origin}/s`);
  await after.getByRole('heading', { name: '1 scan waits to be sent' }).waitFor();
  await reopened.context.setOffline(false);
  await after.getByRole('heading', { name: 'Last marks' }).waitFor();
  assert.equal((await rowOf('2022IMT-050'))?.grade, 'offline_unbounded');
  await reopened.close();
});

test('an address that is opened offline offers the second code, and the address of a later code is one', { timeout: 120_000 }, async () => {
  const { phone, page } = await offlinePhone('2022IMT-051');
  const [first, second] = [await projectedCode(client, token, session, 20_000), await projectedCode(client, token, session)];
  await page.goto(`${server.origin}/S#${first}`);
  await button(page, 'Scan the second code').waitFor();
  await page.evaluate((code) => void (location.hash = code), second);
  await heading(page, 'Saved on this phone').waitFor();
  await button(page, 'Send now').waitFor();
  await phone.context.setOffline(false);
  await heading(page, 'Present').waitFor();
  assert.equal((await rowOf('2022IMT-051'))?.grade, 'offline_verified');
  await phone.close();
});
