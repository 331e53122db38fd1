import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { openPhone } from '../support/browser.ts';
import { attendanceOf, createSession, type CreatedSession } from '../support/classroom.ts';
import { claimBodyOf, makeDevice } from '../support/crypto.ts';
import { sendJson } from '../support/http-client.ts';
import { heading } from '../support/page-words.ts';
import { projectedCode } from '../support/projected-code.ts';
import { openPassingStage } from '../support/stage.ts';

/** A code that is good for half a minute, and a phone that has never been here. */
const short = { course: 'Networks', identity: 'device', rotation_seconds: 5, grace_seconds: 25, duration_minutes: 60 };

const onlooker = makeDevice();
const { server, client, pass } = await openPassingStage();
const { token } = server;

/** From here on the server itself refuses the code. */
async function letExpire(code: string): Promise<void> {
  assert.equal((await sendJson(client, '/claim', claimBodyOf(code, onlooker))).status, 201);
  pass(30_000);
  assert.equal((await sendJson(client, '/claim', claimBodyOf(code, onlooker))).status, 422);
}

async function typeNumber(page: Page, student: string): Promise<void> {
  await page.getByLabel('Student number').fill(student);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function rowsOf({ session_id: sessionId }: CreatedSession): Promise<readonly string[]> {
  return (await attendanceOf(client, token, sessionId)).map(({ student_id: student, grade }) => `${student} ${grade}`);
}

test('whoever types the number long after the code has left the screen is present, by the place that the phone has claimed', async () => {
  const session = await createSession(client, token, short);
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  const code = await projectedCode(client, token, session);
  await page.goto(`${server.origin}/S#${code}`);
  await page.getByText(/Your place is kept until \d\d:\d\d\./).waitFor();
  await letExpire(code);
  await typeNumber(page, '2022IMT-048');
  await heading(page, 'Present').waitFor();
  await page.getByText('Details').click();
  await page.getByText('the code arrived before the number').waitFor();
  assert.deepEqual(await rowsOf(session), ['2022IMT-048 online_in_window']);
  await phone.close();
});

test('a page that is loaded again before the number is typed still has its place', async () => {
  const session = await createSession(client, token, short);
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  const code = await projectedCode(client, token, session);
  await page.goto(`${server.origin}/S#${code}`);
  await page.getByText(/Your place is kept until/).waitFor();
  await letExpire(code);
  await page.reload();
  await page.getByText(/Your place is kept until/).waitFor();
  await typeNumber(page, '2022IMT-049');
  await heading(page, 'Present').waitFor();
  assert.deepEqual(await rowsOf(session), ['2022IMT-049 online_in_window']);
  await phone.close();
});

test('a code that is gone already is said to be so before anything is typed, and the next one is taken', async () => {
  const session = await createSession(client, token, short);
  const phone = await openPhone();
  const page = phone.context.pages()[0]!;
  const old = await projectedCode(client, token, session);
  await letExpire(old);
  await page.goto(`${server.origin}/S#${old}`);
  await page.getByText('This code is no longer on the screen.', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Scan again' }).waitFor();
  await page.evaluate(`location.hash = '#${await projectedCode(client, token, session)}'`);
  await page.getByText(/Your place is kept until/).waitFor();
  await typeNumber(page, '2022IMT-050');
  await heading(page, 'Present').waitFor();
  assert.deepEqual(await rowsOf(session), ['2022IMT-050 online_in_window']);
  await phone.close();
});
