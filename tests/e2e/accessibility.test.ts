import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { openProjector, signInStaff } from '../support/browser.ts';
import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button } from '../support/page-words.ts';
import { openBrowserStage } from '../support/stage.ts';

const rotating = { identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60 };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB' } as const;
const schemes = ['light', 'dark'] as const;

const { server, client, token, browser } = await openBrowserStage();
let empty: CreatedSession;
let full: CreatedSession;
let closed: CreatedSession;
let scheduled: CreatedSession;

before(async () => {
  empty = await createSession(client, token, { ...rotating, course: 'Empty' });
  full = await createSession(client, token, { duration_minutes: 60, late_after_minutes: 0, course: 'Full' });
  closed = await createSession(client, token, { ...rotating, course: 'Closed' });
  scheduled = await createSession(client, token, { ...rotating, course: 'Scheduled', starts_at: new Date(Date.now() + 7_200_000).toISOString() });
  for (const student of ['A-1', 'A-2', 'A-2', 'A-3']) await sendJson(client, '/submit_attendance', originalBody(full, student));
  await sendJson(client, '/submit_attendance', { ...originalBody(full, 'A-4'), signature: '00'.repeat(32) });
  await sendJson(client, `/sessions/${full.session_id}/records`, { student_id: 'A-9', attendance: 'excused', note: 'A letter from the doctor' }, token);
  await sendJson(client, `/sessions/${closed.session_id}/close`, {}, token);
});

/** What axe finds on the page as it is now, one line each. */
async function findings(page: Page, state: string): Promise<readonly string[]> {
  return (await axeFindings(page)).map((line) => `${state}: ${line}`);
}

type Look = (state: string) => Promise<void>;

/** Leads a page through its states in both schemes; each is looked at. */
async function inBothSchemes(context: BrowserContext, lead: (page: Page, look: Look) => Promise<void>): Promise<readonly string[]> {
  const all: string[] = [];
  for (const colorScheme of schemes) {
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme });
    await lead(page, async (state) => void all.push(...(await findings(page, `${state}, ${colorScheme}`))));
    await page.close();
  }
  return all;
}

const open = async (page: Page, path: string) => void (await page.goto(server.origin + path));

test('axe finds nothing where staff come in', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const found = await inBothSchemes(context, async (page, look) => {
    await open(page, '/sign_in');
    await look('sign in');
    await page.getByLabel('Staff token').fill('wrong');
    await button(page, 'Sign in').click();
    await page.getByText(/not known here/).waitFor();
    await look('sign in refused');
    await open(page, '/setup#something');
    await look('set up');
    await button(page, 'Begin').click();
    await look('set up without a name');
    await page.goto('about:blank');
    await open(page, '/setup');
    await look('set up without a token');
  });
  assert.deepEqual(found, []);
});

test('axe finds nothing on the list of sessions', async () => {
  const context = await signInStaff(browser, server.origin, token);
  const found = await inBothSchemes(context, async (page, look) => {
    await open(page, '/staff');
    await page.getByText('Full').first().waitFor();
    await look('sessions');
    await page.getByText('More', { exact: true }).click();
    await look('the form in full');
    await page.getByLabel('Minutes', { exact: true }).fill('0');
    await button(page, 'Start session').click();
    await look('the form with a problem');
    await open(page, '/staff/nothing');
    await look('no such page');
  });
  assert.deepEqual(found, []);
});

test('axe finds nothing on the live page', async () => {
  const context = await signInStaff(browser, server.origin, token);
  const found = await inBothSchemes(context, async (page, look) => {
    await open(page, `/staff/sessions/${empty.session_id}`);
    await page.getByText('Nobody yet').waitFor();
    await look('nobody yet');
    await open(page, `/staff/sessions/${full.session_id}`);
    await page.getByRole('grid').getByText('A-9').waitFor();
    await look('rows');
    await page.getByRole('grid').getByText('A-2').click();
    await look('details of a row');
    await page.keyboard.press('Escape');
    await button(page, /refused/i).click();
    await look('refused attempts');
    await page.getByRole('searchbox').fill('nobody of this name');
    await look('nothing found');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').blur();
    for (const name of ['Mark by hand', 'Extend', 'Close session', 'Ask for a second code', 'Screens', 'Keys']) {
      await button(page, name).first().click();
      await page.getByRole('dialog').waitFor();
      await look(name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByText('Download', { exact: true }).click();
    await look('downloads');
    await open(page, `/staff/sessions/${closed.session_id}`);
    await button(page, 'Open again').waitFor();
    await page.getByRole('heading', { name: 'Nobody was recorded' }).waitFor();
    await look('closed');
    await open(page, `/staff/sessions/${closed.session_id.replace(/./g, (digit) => (digit === '-' ? '-' : '0'))}`);
    await page.getByText('There is no session at this address.').waitFor();
    await look('unknown session');
  });
  assert.deepEqual(found, []);
});

test('axe finds nothing on the projector', async () => {
  const context = await signInStaff(browser, server.origin, token);
  const found: string[] = [];
  for (const colorScheme of schemes) {
    const page = await openProjector(context, server.origin, empty.session_id);
    await page.emulateMedia({ colorScheme });
    const look = async (state: string) => void found.push(...(await findings(page, `${state}, ${colorScheme}`)));
    await look('a code');
    await page.mouse.move(300, 300);
    await look('its controls');
    await page.keyboard.press('h');
    await page.getByText('The code is hidden on this screen').waitFor();
    await look('hidden');
    await page.keyboard.press('n');
    await page.getByRole('dialog').waitFor();
    await look('a name');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('keys');
    for (const session of [closed, scheduled]) {
      await open(page, `/staff/sessions/${session.session_id}/projector`);
      await page.locator('.stage-words p').first().waitFor();
      await look(session === closed ? 'closed' : 'scheduled');
    }
    await page.close();
  }
  assert.deepEqual(found, []);
});

test('axe finds nothing on the student page', async () => {
  const found: string[] = [];
  for (const colorScheme of schemes) {
    const context = await browser.newContext({ ...phone, colorScheme, serviceWorkers: 'block' });
    const page = await context.newPage();
    const look = async (state: string) => void found.push(...(await findings(page, `${state}, ${colorScheme}`)));
    await open(page, '/s');
    await look('who are you');
    await button(page, 'Continue').click();
    await look('no number');
    await page.getByLabel('Student number').fill(`B-${colorScheme}`);
    await button(page, 'Continue').click();
    await look('ready');
    await button(page, 'Scan').click();
    await page.getByRole('status').filter({ hasText: /camera/i }).waitFor();
    await look('scan, without a camera');
    await button(page, 'Type the code').click();
    await look('type');
    await page.getByLabel('Code beside the QR').fill('K7Q');
    await button(page, 'Send').click();
    await look('typed too short');
    await page.getByLabel('Code beside the QR').fill('ZZZZZZZZ');
    await button(page, 'Send').click();
    await button(page, 'Scan again').waitFor();
    await look('refused');
    await button(page, 'Dismiss').first().click();
    await button(page, 'Paste a code').click();
    await look('paste');
    await page.getByLabel('QR text, link or JSON').fill(JSON.stringify(full.qr_payload));
    await button(page, 'Send').click();
    await page.getByRole('heading', { name: 'Late', level: 1 }).waitFor();
    await look('late');
    await page.getByText('Details', { exact: true }).click();
    await look('details');
    await button(page, /Change student number/).click();
    await look('settings');
    await button(page, 'Cancel').click();
    await page.route('**/submit_attendance', (route) => route.abort());
    await page.goto('about:blank');
    await open(page, '/s#nothing');
    await page.getByText(/holds no attendance code/).first().waitFor();
    await look('a bad link');
    await button(page, 'Paste a code').click();
    await page.getByLabel('QR text, link or JSON').fill(JSON.stringify(empty.qr_payload));
    await button(page, 'Send').click();
    await page.getByRole('heading', { name: 'Saved on this phone', level: 1 }).waitFor();
    await look('saved on this phone');
    await context.close();
  }
  assert.deepEqual(found, []);
});
