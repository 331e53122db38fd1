import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { openPhone } from '../support/browser.ts';
import { createSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button, heading } from '../support/page-words.ts';
import { projectedCode } from '../support/projected-code.ts';
import { openServerStage } from '../support/stage.ts';

/** Codes of a minute ago have left their window. */
const rotating = () => ({
  ...{ course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60 },
  starts_at: new Date(Date.now() - 300_000).toISOString(),
});
const student = '2022IMT-048';

const { server, client, token } = await openServerStage();

async function smallPhone() {
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await button(page, 'Continue').click();
  await heading(page, 'Scan').waitFor();
  await page.evaluate('navigator.serviceWorker.ready');
  return { phone, page };
}

async function look(page: Page, state: string): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    findings.push(...(await axeFindings(page)).map((line) => `${state}, ${colorScheme}: ${line}`));
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${state.replaceAll(' ', '-')}-${colorScheme}.png`, fullPage: true });
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (isWide) findings.push(`${state}, ${colorScheme}: wider than the phone`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return findings;
}

test('what is asked of a student is readable, usable by keyboard and led back from, in light and in dark, on a small phone', { timeout: 120_000 }, async () => {
  const session = await createSession(client, token, rotating());
  const { phone, page } = await smallPhone();
  const reply = await fetch(`${server.origin}/qr/${session.session_id}.png`, { headers: { authorization: `Bearer ${token}` } });
  phone.aimAt(new Uint8Array(await reply.arrayBuffer()));
  const found: string[] = [];

  // The reader is loaded by its first use; the scan itself is of no matter here.
  await button(page, 'Scan').click();
  await heading(page, /Present|Not recorded/).waitFor();
  found.push(...(await look(page, 'outcome')));
  await button(page, 'Done').or(button(page, 'Dismiss')).first().click();
  await button(page, 'Somebody else uses this phone').click();
  await page.locator('h1:focus', { hasText: 'Somebody else uses this phone' }).waitFor();
  found.push(...(await look(page, 'lend')));
  await page.keyboard.press('Escape');
  await heading(page, 'Scan').waitFor();

  await phone.context.setOffline(true);
  await button(page, 'Scan').click();
  await heading(page, 'Saved. One more code').waitFor();
  found.push(...(await look(page, 'second code')));
  await page.keyboard.press('Escape');
  await heading(page, 'Saved on this phone').waitFor();
  found.push(...(await look(page, 'queued')));
  await button(page, 'Let a classmate bring it').click();
  await heading(page, 'Let a classmate bring it').waitFor();
  found.push(...(await look(page, 'carry')));
  await page.keyboard.press('Escape');
  await heading(page, 'Saved on this phone').waitFor();

  const code = await projectedCode(client, token, session, 60_000);
  await page.evaluate((text) => void (location.hash = text), code);
  await button(page, 'Scan the second code').waitFor();
  found.push(...(await look(page, 'kept')));
  await button(page, 'Keep one code').focus();
  await page.keyboard.press('Enter');
  await button(page, 'Send now').waitFor();
  assert.deepEqual(found, []);
  await phone.close();
});

test('a student reads what staff ask about a scan that did not simply count, and what they decided', { timeout: 120_000 }, async () => {
  const session = await createSession(client, token, rotating());
  const { phone, page } = await smallPhone();
  await phone.context.setOffline(true);
  await page.evaluate((text) => void (location.hash = text), await projectedCode(client, token, session, 60_000));
  await button(page, 'Keep one code').click();
  await button(page, 'Send now').waitFor();
  await phone.context.setOffline(false);
  await heading(page, 'Waiting for staff').waitFor();
  await page.locator('.sentence', { hasText: 'staff will look at it' }).waitFor();

  const decide = (body: object) => sendJson(client, `/sessions/${session.session_id}/decisions`, { student_id: student, ...body }, token);
  const asked = await decide({ decision: 'ask', note: 'Where did you sit?' });
  assert.equal(asked.status, 200, asked.body);
  await page.goto('about:blank');
  await page.goto(`${server.origin}/s`);
  await button(page, /Staff ask you something/).click();
  await page.getByText('Where did you sit?').waitFor();
  assert.deepEqual(await look(page, 'asked'), []);
  await button(page, 'Done').click();

  assert.equal((await decide({ decision: 'accept', note: 'In the first row' })).status, 200);
  await button(page, /Waiting for staff/).click();
  await heading(page, 'Present').waitFor();
  await phone.close();
});
