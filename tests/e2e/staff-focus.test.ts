import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';

import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { chainedPhone, deskClass, deskPhones } from '../support/desk-class.ts';
import { desksOf } from '../support/desk-page.ts';
import { sendJson } from '../support/http-client.ts';
import { button, heading } from '../support/page-words.ts';
import { openStaffStage } from '../support/stage.ts';

/** Whoever works with keys or listens goes on where they were: no press leaves the focus nowhere, and no dialog goes by mistake. */

const stage = await openStaffStage();
const { server, client, token, staff } = stage;
const { openDesk } = desksOf(stage);
let session: CreatedSession;

before(async () => {
  session = await createSession(client, token, { course: 'Focus', duration_minutes: 60 });
  for (const student of ['A-1', 'A-2', 'A-3']) await sendJson(client, '/submit_attendance', originalBody(session, student));
});

async function openPage(path: string): Promise<Page> {
  const page = await staff.newPage();
  await page.goto(server.origin + path);
  return page;
}

async function openLive(): Promise<Page> {
  const page = await openPage(`/staff/sessions/${session.session_id}`);
  await page.getByRole('grid').getByText('A-1').waitFor();
  return page;
}

/** Waits until it has the focus. */
function focusOn(found: Locator): Promise<void> {
  return found.and(found.page().locator(':focus')).waitFor();
}

async function press(found: Locator): Promise<void> {
  await found.focus();
  await found.page().keyboard.press('Enter');
}

test('a dialog keeps what was typed when a press ends on its margin or a selection beside it, and closes by a click beside it', async () => {
  const page = await openLive();
  await button(page, 'Mark by hand').click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Student number');
  await field.fill('A-77');
  const [frame, line] = [(await dialog.boundingBox())!, (await field.boundingBox())!];
  await page.mouse.click(frame.x + 6, frame.y + frame.height / 2);
  await page.mouse.move(line.x + line.width / 2, line.y + line.height / 2);
  await page.mouse.down();
  await page.mouse.move(frame.x - 60, line.y + line.height / 2, { steps: 4 });
  await page.mouse.up();
  assert.equal(await field.inputValue(), 'A-77');
  await page.mouse.click(frame.x - 60, frame.y);
  await dialog.waitFor({ state: 'detached' });
  await page.close();
});

test('what fails while a dialog is open is said in it, where it can be read, and what was typed stays', async () => {
  const page = await openLive();
  for (const size of [{ width: 1280, height: 720 }, { width: 360, height: 640 }]) {
    await page.setViewportSize(size);
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Student number').fill('A-5');
    await dialog.getByLabel('Note').fill('Seen');
    await page.route('**/records', (route) => route.abort());
    await page.keyboard.press('Enter');
    const said = dialog.getByRole('status').getByText('The server cannot be reached.', { exact: false }).last();
    await said.waitFor();
    assert.ok(await said.evaluate((element) => element.contains(document.elementFromPoint(innerWidth / 2, element.getBoundingClientRect().y + 4))), 'nothing lies over it');
    assert.equal(await dialog.getByLabel('Student number').inputValue(), 'A-5');
    await page.unroute('**/records');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('The server cannot be reached.', { exact: false }).first().waitFor();
  }
  await page.close();
});

test('a menu gives the focus back to its button: after Escape, after a choice, and after the dialog that a choice opened', async () => {
  const page = await openLive();
  const [byHand, downloads] = ['Without a phone', 'Download'].map((name) => page.locator('summary').filter({ hasText: name })) as [Locator, Locator];
  await page.getByRole('grid').getByText('A-1').click();
  await press(downloads);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await focusOn(downloads);
  await page.getByRole('complementary', { name: 'Details' }).waitFor();
  await page.keyboard.press('Enter');
  await press(button(page, 'Table (CSV)'));
  await focusOn(downloads);
  await press(byHand);
  await press(button(page, 'Enter a sheet'));
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await focusOn(byHand);
  await page.close();
});

test('on the live page the focus goes on at the table, in the search, and where it was before a message', async () => {
  const page = await openLive();
  const grid = page.getByRole('grid');
  for (const leave of [() => press(button(page, 'Close')), () => button(page, 'Close').focus().then(() => page.keyboard.press('Escape'))]) {
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await leave();
    await focusOn(grid);
  }
  await page.getByRole('searchbox').fill('nobody of this name');
  await press(button(page, 'Show all'));
  await focusOn(page.getByRole('searchbox'));
  await press(button(page, 'Mark by hand'));
  await page.getByRole('dialog').getByLabel('Student number').fill('A-9');
  await page.getByRole('dialog').getByLabel('Note').fill('Seen');
  await page.keyboard.press('Enter');
  await button(page, 'Undo').waitFor();
  await focusOn(button(page, 'Mark by hand'));
  await press(button(page, 'Undo'));
  await page.getByText('1 taken back').waitFor();
  await focusOn(button(page, 'Mark by hand'));
  await page.close();
});

test('the button that closed a session opens it again and keeps the focus meanwhile', async () => {
  const other = await createSession(client, token, { course: 'Closing', duration_minutes: 60 });
  const page = await openPage(`/staff/sessions/${other.session_id}`);
  await press(button(page, 'Close session'));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Close session' }));
  await focusOn(button(page, 'Open again'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await focusOn(button(page, 'Close session'));
  await page.close();
});

test('after the last older sessions the focus goes on at the first of them', async () => {
  const page = await openPage('/staff');
  const listed = page.locator('.session-course');
  await listed.first().waitFor();
  const known = await listed.count();
  for (let number = known; number < 51; number++) await createSession(client, token, { course: `Older ${number}`, duration_minutes: 60 });
  await page.reload();
  await press(button(page, 'Show older ones'));
  await focusOn(listed.nth(50));
  assert.equal(await listed.count(), 51);
  await page.close();
});

test('a page begins at its heading once it is loaded, and at what it says where it cannot be', async () => {
  const known = `/staff/sessions/${session.session_id}`;
  const unknown = known.replace(/[1-9a-f](?=[^/]*$)/g, '0');
  for (const [path, name] of [['', /^Focus$/], ['/desk', /^Desk: Focus$/], ['/insight', /^Insight: Focus$/], ['/roster', /^Roster: Focus$/]] as const) {
    const page = await openPage(known + path);
    await focusOn(heading(page, name));
    await page.goto(`${server.origin}${unknown}${path}`);
    await focusOn(heading(page, /There is no such page|That did not work/));
    await page.close();
  }
});

test('on the desk the focus stays with the rows', async () => {
  const page = await openDesk(await deskPhones(client, token)('Rows'));
  const row = (student: string) => page.getByRole('article', { name: student, exact: true });
  await press(button(page, 'Accept: H-1'));
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('H-1 counts').waitFor();
  await page.locator('summary').filter({ hasText: 'Decided' }).click();
  await press(button(page, 'Undo: H-1'));
  await focusOn(row('H-1'));
  await page.getByLabel('Select H-2').check();
  await press(button(page, 'Clear selection'));
  await focusOn(row('H-2'));
  await page.getByRole('searchbox').fill('nobody');
  await press(button(page, 'Clear the search'));
  await focusOn(page.getByRole('article').first());
  await page.getByLabel('Select H-1').check();
  await page.getByLabel('Select H-2').check();
  await press(button(page, 'Ask …'));
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 students: asked').waitFor();
  await focusOn(page.getByRole('article').first());
  await page.close();
});

test('on the page of phones and on the roster the focus stays where the next one is looked for', async () => {
  const hall = await deskClass(client, token, 'Phones');
  const phone = chainedPhone();
  assert.equal(await hall.scan(phone, 'D-1'), 201);
  const page = await openPage('/staff/devices');
  const search = page.getByLabel('Student number');
  await search.fill('D-1');
  await page.keyboard.press('Enter');
  await page.getByText('1 phone', { exact: true }).waitFor();
  await focusOn(search);
  const name = phone.device.deviceId.slice(0, 8);
  await press(button(page, `Revoke: ${name}`));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Revoke' }));
  await button(page, `Approve: ${name}`).waitFor();
  await focusOn(page.getByRole('article').getByRole('link', { name: 'D-1' }));
  await page.goBack();
  await page.waitForFunction(() => (document.querySelector('#devices-student') as HTMLInputElement).value === '');
  await page.getByLabel('Waiting only').check();
  await page.getByText('No phone waits').waitFor();
  await search.fill('D-1');
  await page.keyboard.press('Enter');
  await page.getByText('No phone of D-1 waits').waitFor();
  await page.goto(`${server.origin}/staff/sessions/${hall.session.session_id}/roster`);
  await page.getByLabel('Search a student number').fill('D-9');
  await press(button(page, 'Mark D-9'));
  await focusOn(page.getByLabel('Search a student number'));
  await page.close();
});
