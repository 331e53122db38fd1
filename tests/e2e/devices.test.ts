import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import type { DeviceView } from '../../src/protocol/device-schemas.ts';
import { axeFindings } from '../support/axe.ts';
import { signInStaff } from '../support/browser.ts';
import { attendanceOf } from '../support/classroom.ts';
import { chainedPhone, deskClass, type ChainedPhone, type DeskClass } from '../support/desk-class.ts';
import { openStaffStage } from '../support/stage.ts';

/** What staff do about phones, and the roster for those who have none, in a real browser. */

const { server, client, token, browser, staff } = await openStaffStage();

const shortIdOf = ({ device }: ChainedPhone) => device.deviceId.slice(0, 8);
const row = (page: Page, phone: ChainedPhone) => page.getByRole('article', { name: new RegExp(`^${shortIdOf(phone)} `) });

async function openPage(path: string, context = staff): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.origin + path);
  return page;
}

async function deviceOf(phone: ChainedPhone, student: string): Promise<DeviceView> {
  const { status, body } = await client.send(`/devices?student_id=${student}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(status, 200, body);
  const { devices } = JSON.parse(body) as { readonly devices: readonly DeviceView[] };
  return devices.find(({ device_id: id }) => id === phone.device.deviceId)!;
}

async function gradesOf({ session }: DeskClass): Promise<readonly (readonly [student: string, grade: string])[]> {
  return (await attendanceOf(client, token, session.session_id)).map(({ student_id: student, grade }) => [student, grade] as const).toSorted();
}

/** Three phones of one student, each in a session of its own; the third waits. */
async function threePhones(student: string): Promise<{ readonly phones: readonly ChainedPhone[]; readonly last: DeskClass }> {
  const phones = [chainedPhone(), chainedPhone(), chainedPhone()];
  const halls: DeskClass[] = [];
  for (const phone of phones) {
    const hall = await deskClass(client, token, `Phones of ${student}`);
    assert.equal(await hall.scan(phone, student), 201);
    halls.push(hall);
  }
  return { phones, last: halls[2]! };
}

test('a third phone waits at the desk; approved on the page that the desk leads to, its record counts', async () => {
  const { phones, last } = await threePhones('W-1');
  assert.deepEqual(await gradesOf(last), [['W-1', 'late_sync']]);
  const desk = await openPage(`/staff/sessions/${last.session.session_id}/desk`);
  const held = desk.getByRole('article', { name: 'W-1' });
  await held.getByText('It is a further phone of this student, and nobody has approved it yet.').waitFor();
  const page = await openPage('/staff/devices');
  await row(page, phones[2]!).getByText('Waiting', { exact: true }).waitFor();
  assert.equal(await page.getByRole('article').first().getByText('Waiting', { exact: true }).count(), 1, 'what waits stands first');
  await held.getByRole('link', { name: 'bound to W-1' }).click();
  await desk.getByRole('heading', { name: 'Phones', level: 1 }).waitFor();
  await desk.getByText('3 phones', { exact: true }).waitFor();
  assert.equal(await desk.getByRole('article').count(), 3);
  const waits = row(desk, phones[2]!);
  await waits.getByText(/what it scans waits at the desk\. New scans of it count by themselves from .+; what it scanned until then goes on waiting\./).waitFor();
  await desk.getByText('What the buttons do').click();
  await desk.getByText(/the one that began to count first gives way, and its next scans are held/).waitFor();
  await desk.getByRole('button', { name: `Approve: ${shortIdOf(phones[2]!)}` }).click();
  await desk.getByText('The phone is approved').waitFor();
  await waits.getByText('Active', { exact: true }).waitFor();
  await row(desk, phones[0]!).getByText('Replaced', { exact: true }).waitFor();
  assert.equal((await deviceOf(phones[2]!, 'W-1')).state, 'active');
  assert.deepEqual(await gradesOf(last), [['W-1', 'online_in_window']]);
  await desk.close();
  await page.close();
});

test('a phone is revoked after a question, and bound to another number; what it scans then is said on the desk', async () => {
  const [phone, lost] = [chainedPhone(), chainedPhone()];
  const hall = await deskClass(client, token, 'Lost phones');
  assert.equal(await hall.scan(phone, 'B-1'), 201);
  assert.equal(await hall.scan(lost, 'L-1'), 201);
  const page = await openPage('/staff/devices?student=L-1');
  await page.getByRole('button', { name: `Revoke: ${shortIdOf(lost)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await deviceOf(lost, 'L-1')).state, 'active');
  await page.getByRole('button', { name: `Revoke: ${shortIdOf(lost)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row(page, lost).getByText(/Revoked by Prof\. Test/).waitFor();
  assert.equal((await deviceOf(lost, 'L-1')).state, 'revoked');
  const next = await deskClass(client, token, 'Lost phones');
  assert.equal(await next.scan(lost, 'L-1'), 403);

  await page.getByLabel('Student number').fill('B-1');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Bind to another number: ${shortIdOf(phone)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bind' }).click();
  await page.getByText('Type the student number.').waitFor();
  await page.getByRole('dialog').getByLabel('Student number').fill('B-2');
  await page.keyboard.press('Enter');
  await page.getByText('The phone is bound to B-2').waitFor();
  assert.equal((await deviceOf(phone, 'B-2')).bound_by, 'staff');

  await page.goto(`${server.origin}/staff/sessions/${hall.session.session_id}/desk?student=B-1`);
  await page.getByText('The phone is bound to another student.').waitFor();
  await page.goto(`${server.origin}/staff/sessions/${next.session.session_id}/desk?student=L-1`);
  await page.getByText('Staff had revoked the key of this phone').first().waitFor();
  await page.close();
});

test('the roster marks by a tap and by Enter, takes back by a second tap and by the toast, and leaves scans alone', async () => {
  const before = await deskClass(client, token, 'Roster course');
  for (const student of ['T-1', 'T-2', 'T-23']) assert.equal(await before.scan(chainedPhone(), student), 201);
  const hall = await deskClass(client, token, 'Roster course', 780_000);
  assert.equal(await hall.scan(chainedPhone(), 'T-9'), 201);
  const page = await openPage(`/staff/sessions/${hall.session.session_id}/roster`);
  const button = (student: string) => page.getByRole('button', { name: new RegExp(`^${student} `) });
  await page.getByText('1 of 4 recorded').waitFor();
  await button('T-1').click();
  await button('T-1').getByText('by hand').waitFor();
  await page.getByRole('status').getByText('T-1: Late').waitFor();
  assert.deepEqual(await gradesOf(hall), [['T-1', 'manual'], ['T-9', 'online_in_window']]);
  await button('T-1').click();
  await page.getByText('T-1: taken back').waitFor();
  assert.deepEqual(await gradesOf(hall), [['T-9', 'online_in_window']]);

  await page.getByLabel('Mark as').selectOption('Present');
  await page.getByLabel('Search a student number').fill('t-2');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('T-2: Present').waitFor();
  assert.deepEqual(await gradesOf(hall), [['T-2', 'manual'], ['T-9', 'online_in_window']]);
  await page.getByText('T-2: Present').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('T-2: taken back').waitFor();
  assert.equal((await gradesOf(hall)).length, 1);

  assert.equal(await hall.scanWithoutKey('T-23'), 201);
  await page.getByLabel('Search a student number').fill('');
  await button('T-23').getByText('Held').waitFor();
  await button('T-23').click();
  await page.getByRole('status').getByText('T-23: Present').waitFor();
  assert.deepEqual((await gradesOf(hall)).find(([student]) => student === 'T-23'), ['T-23', 'manual']);
  await button('T-23').click();
  await page.getByText('T-23: taken back').waitFor();
  await button('T-23').getByText('Held').waitFor();
  assert.deepEqual((await gradesOf(hall)).find(([student]) => student === 'T-23'), ['T-23', 'late_sync']);

  await button('T-9').getByText('by scan').waitFor();
  assert.equal(await button('T-9').getAttribute('aria-disabled'), 'true');
  await page.getByLabel('Search a student number').fill('T-77');
  await page.getByRole('button', { name: 'Mark T-77' }).click();
  await page.getByRole('status').getByText('T-77: Present').waitFor();
  assert.equal(await hall.scan(chainedPhone(), 'T-1'), 201);
  await page.getByLabel('Search a student number').fill('');
  await button('T-1').getByText('by scan').waitFor();
  await page.close();
});

for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light'], [360, 'dark']] as const) {
  test(`at ${width} px in ${colorScheme} axe finds nothing on the pages of phones and the roster, and nothing sticks out`, async () => {
    const { phones, last } = await threePhones(`Axe-${width}-${colorScheme}`);
    const context = await signInStaff(browser, server.origin, token, { viewport: { width, height: 780 }, colorScheme });
    const page = await openPage(`/staff/devices?student=Axe-${width}-${colorScheme}`, context);
    const look = async (state: string) => {
      assert.deepEqual(await axeFindings(page), [], state);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${state}: nothing sticks out`);
    };
    await row(page, phones[2]!).waitFor();
    await page.getByText('What the buttons do').click();
    await look('phones');
    await page.getByRole('button', { name: /^Revoke/ }).first().click();
    await page.getByRole('dialog').waitFor();
    await look('revoke');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Bind/ }).first().click();
    await page.getByRole('dialog').waitFor();
    await look('bind');
    await page.keyboard.press('Escape');
    await page.goto(`${server.origin}/staff/devices?student=nobody`);
    await page.getByText('No phone of nobody is known').waitFor();
    await look('no phone');
    await page.goto(`${server.origin}/staff/sessions/${last.session.session_id}/roster`);
    await page.getByRole('button', { name: /^Axe-/ }).first().waitFor();
    await look('roster');
    await page.getByLabel('Search a student number').fill('somebody else');
    await page.getByRole('button', { name: 'Mark somebody else' }).waitFor();
    await look('roster without a match');
    await context.close();
  });
}
