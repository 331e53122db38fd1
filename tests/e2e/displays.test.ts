import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { defaultInstitution } from '../../src/attendance/institution.ts';
import { isShown, type ShownEpochs } from '../../src/attendance/displays.ts';
import type { DisplayStateView } from '../../src/protocol/display-schemas.ts';
import type { RecordView } from '../../src/protocol/schemas.ts';
import { reasonSentences } from '../../src/web/ui/messages/evidence-en.ts';
import { asStaff, createSession } from '../http/ask.ts';
import { axeFindings } from '../support/axe.ts';
import { openProjector, signInStaff } from '../support/browser.ts';
import { openHall, until, type Hall } from '../support/hall.ts';
import { openInnerStage } from '../support/stage.ts';

/** Real projector pages say what they showed, and the server believes no code that none of them did. */

const { server, browser, staff } = await openInnerStage();

const hiddenWords = 'The code is hidden on this screen';

/** Epochs are long enough for a key to be pressed and obeyed within one, on a busy machine too. */
async function newHall(course: string, rotationSeconds = 4): Promise<Hall> {
  const { session_id: id } = await createSession(server, { course, identity: 'device', rotation_seconds: rotationSeconds, grace_seconds: 40, duration_minutes: 60 });
  return openHall(server, id, Date.now);
}

function shownIn({ sessionId }: Hall): Promise<ShownEpochs> {
  return server.store.displays.shownEpochs(defaultInstitution, sessionId);
}

async function displaysOf({ sessionId }: Hall): Promise<readonly DisplayStateView[]> {
  return ((await (await asStaff(server, `/sessions/${sessionId}/displays`)).json()) as { readonly displays: readonly DisplayStateView[] }).displays;
}

async function recordOf({ sessionId }: Hall, student: string): Promise<RecordView> {
  const { attendance } = (await (await asStaff(server, `/attendance/${sessionId}`)).json()) as { readonly attendance: readonly RecordView[] };
  return attendance.find(({ student_id: id }) => id === student)!;
}

/** Until the server has heard of the epoch. */
function heardOf(hall: Hall, epoch: number): Promise<ShownEpochs> {
  return until(`the report of epoch ${epoch}`, async () => {
    const shown = await shownIn(hall);
    return isShown(shown, epoch) === 'unknown' ? undefined : shown;
  });
}

/** As in another tab: the page is not to be seen. */
async function setVisible(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((wanted) => {
    Object.defineProperty(document, 'visibilityState', { value: wanted, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test('a projector that is hidden for two epochs says exactly that, and a code of theirs counts for nobody', { timeout: 120_000 }, async () => {
  const hall = await newHall('Honest');
  const page = await openProjector(staff, server.origin, hall.sessionId);
  const first = hall.epochNow();
  await hall.reach(first + 2);
  const seen = await hall.scan('Hall', await hall.tokenOf(first + 2));
  assert.equal(seen.status, 201);

  const last = await hall.reach(hall.epochNow() + 1);
  await page.keyboard.press('h');
  await page.getByText(hiddenWords).waitFor();
  assert.equal(await page.getByRole('img', { name: /QR code/ }).count(), 0);
  assert.equal(await page.locator('.typed').count(), 0, 'the typed code is hidden with it');
  await hall.reach(last + 1);
  const relayed = await hall.scan('Relay', await hall.tokenOf(last + 1));
  assert.deepEqual([relayed.status, relayed.body['grade']], [201, 'online_in_window'], 'nobody can know yet');
  const again = await hall.reach(last + 3);
  await page.keyboard.press('h');
  await page.getByRole('img', { name: /QR code/ }).waitFor();

  const shown = await heardOf(hall, again + 1);
  const begin = shown.known[0]![0];
  assert.ok(begin <= first);
  assert.deepEqual(shown.known.length, 1, 'every epoch was spoken of');
  assert.deepEqual(shown.shown.map(([from, through]) => [from, Math.min(through, again + 1)]), [[begin, last], [again, again + 1]]);
  assert.ok(again - last >= 3, 'two whole epochs');
  const [display, ...others] = await displaysOf(hall);
  assert.deepEqual([others, display!.hidden, display!.is_closed], [[], false, false]);
  assert.ok(display!.shown_epochs >= last - begin + 1 + 2);

  const relay = await recordOf(hall, 'Relay');
  assert.deepEqual([relay.grade, relay.standing], ['suspicious', 'held']);
  assert.ok(relay.reasons.includes('code_not_shown'));
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${hall.sessionId}`);
  await live.getByRole('button', { name: /Held/ }).click();
  await live.getByRole('row', { name: /Hall/ }).waitFor({ state: 'detached' });
  await live.getByRole('row', { name: /Relay/ }).click();
  await live.getByRole('complementary', { name: 'Details' }).getByText(reasonSentences.code_not_shown).waitFor();
  await live.close();
  const honest = await recordOf(hall, 'Hall');
  assert.deepEqual([honest.grade, honest.standing], ['online_in_window', 'counted']);
  await page.close();
});

test('a projector without a network keeps its word until it is back, and nobody is accused', { timeout: 120_000 }, async () => {
  const hall = await newHall('Offline');
  const context = await signInStaff(browser, server.origin, server.token);
  await openProjector(context, server.origin, hall.sessionId);
  const begin = hall.epochNow();
  await heardOf(hall, begin);
  await context.setOffline(true);
  const lost = await hall.reach(hall.epochNow() + 2);
  const { status } = await hall.scan('Mobile', await hall.tokenOf(lost));
  assert.equal(status, 201);
  const back = await hall.reach(lost + 2);
  assert.equal(isShown(await shownIn(hall), lost), 'unknown');
  await context.setOffline(false);
  const shown = await heardOf(hall, back);
  assert.equal(shown.shown.length, 1, 'nothing is lost');
  assert.ok(shown.shown[0]![0] <= begin && shown.shown[0]![1] >= back);
  assert.equal((await recordOf(hall, 'Mobile')).grade, 'online_in_window');
  await context.close();
});

test('a tab in the background shows nothing', { timeout: 120_000 }, async () => {
  const hall = await newHall('Background');
  const page = await openProjector(staff, server.origin, hall.sessionId);
  const last = await hall.reach(hall.epochNow() + 1);
  await setVisible(page, 'hidden');
  const again = await hall.reach(last + 3);
  await setVisible(page, 'visible');
  const shown = await heardOf(hall, again);
  assert.deepEqual([last, last + 1, last + 2, again].map((epoch) => isShown(shown, epoch)), ['shown', 'not_shown', 'not_shown', 'shown']);
  await page.close();
});

test('a page that is loaded again stays hidden and is a screen of its own, and one that goes says its last word', { timeout: 120_000 }, async () => {
  const hall = await newHall('Closing');
  const page = await openProjector(staff, server.origin, hall.sessionId);
  await hall.reach(hall.epochNow() + 1);
  await page.keyboard.press('h');
  await page.getByText(hiddenWords).waitFor();
  await page.reload();
  await page.getByText(hiddenWords).waitFor();
  await until('the list with both', async () => {
    const displays = await displaysOf(hall);
    return displays.length === 2 && displays.filter(({ is_closed: isClosed }) => isClosed).length === 1 && displays.every(({ hidden }) => hidden);
  });
  await page.goto('about:blank');
  await until('the last word', async () => (await displaysOf(hall)).every(({ is_closed: isClosed }) => isClosed));
  assert.equal(isShown(await shownIn(hall), hall.epochNow() + 1_000), 'not_shown', 'no screen is left that could show anything');
  await page.close();
});

test('staff hide and show the code of one screen from the live page, within five seconds', { timeout: 120_000 }, async (context) => {
  // A display asks for orders with each epoch.
  const hall = await newHall('Stream', 2);
  const [stream, other] = [await openProjector(staff, server.origin, hall.sessionId), await openProjector(staff, server.origin, hall.sessionId)];
  await stream.keyboard.press('n');
  await stream.getByRole('textbox', { name: 'Name' }).fill('Stream');
  await stream.keyboard.press('Enter');
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${hall.sessionId}`);
  await live.getByRole('button', { name: 'Screens' }).click();
  await live.getByRole('button', { name: 'Hide the code on Stream' }).click();
  const askedMs = performance.now();
  await stream.getByText(hiddenWords).waitFor();
  const tookMs = performance.now() - askedMs;
  context.diagnostic(`hidden after ${Math.round(tookMs)} ms`);
  assert.ok(tookMs < 5_000, `${tookMs} ms`);
  await live.getByText('Hidden', { exact: true }).waitFor();
  assert.equal(await other.getByRole('img', { name: /QR code/ }).count(), 1, 'the other screen goes on');
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const page of [live, stream]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await axeFindings(page), []);
    }
  }
  await live.getByRole('button', { name: 'Show the code on Stream' }).click();
  await stream.getByRole('img', { name: /QR code/ }).waitFor();
  // An order is obeyed once: staff at the screen itself decide differently.
  await stream.keyboard.press('h');
  await stream.getByText(hiddenWords).waitFor();
  await until('the screen’s own word', async () => (await displaysOf(hall)).some(({ name, hidden }) => name === 'Stream' && hidden));
  assert.equal(await stream.getByText(hiddenWords).count(), 1);
  await live.goto(`${server.origin}/staff/sessions/${hall.sessionId}/desk`);
  await live.getByText('Who changed what in this session').click();
  const lines = live.locator('.desk-body > details li');
  await lines.nth(1).waitFor();
  const [shown, hidden, ...more] = await lines.allInnerTexts();
  assert.match(shown!, /Code shown again on “Stream”, Dr\. Rao$/);
  assert.match(hidden!, /Code hidden on “Stream”, Dr\. Rao$/);
  assert.deepEqual(more, [], 'what was done at the screen itself is no order');
  for (const page of [stream, other, live]) await page.close();
});
