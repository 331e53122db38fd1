import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { axeFindings } from '../support/axe.ts';
import { signInStaff } from '../support/browser.ts';
import { deskPhones, type DeskClass } from '../support/desk-class.ts';
import { desksOf } from '../support/desk-page.ts';
import { sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** The desk in a real browser, over scans that really were signed: what waits there, what staff decide, and what the server then holds. */

const stage = await openStaffStage();
const { server, client, token, browser } = stage;
const { openDesk, deskOf } = desksOf(stage);
const fillHall = deskPhones(client, token);

/** What the server holds of a student: standing, status, and what was decided. */
async function heldOf(hall: DeskClass, student: string): Promise<readonly unknown[]> {
  const { items } = await deskOf(hall);
  const item = items.find(({ record }) => record.student_id === student);
  return item === undefined ? [] : [item.record.standing, item.record.attendance, item.decision?.decision ?? null, item.decision?.note ?? null];
}

const group = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name} \\d+$`) });
const row = (page: Page, student: string) => page.getByRole('article', { name: student, exact: true });

test('everything that did not simply count stands in its group, in words and with a time line that can be read aloud', async () => {
  const hall = await fillHall('Groups');
  const page = await openDesk(hall);
  await row(page, 'R-1').waitFor();
  assert.deepEqual(await group(page, 'Waits for you').getByRole('article').count(), 2);
  assert.deepEqual(await group(page, 'Provisional').getByRole('article').count(), 2);
  assert.deepEqual(await group(page, 'Refused scans').getByRole('article').count(), 1);
  assert.match(await row(page, 'H-1').innerText(), /Check[^]*Would be present[^]*No key of a phone signed it\.[^]*Made (?:between \d\d:\d\d:\d\d and|at) \d\d:\d\d:\d\d, when it arrived\./);
  assert.match(await row(page, 'P-1').innerText(), /Only one code was read[^]*from the offline queue/);
  assert.match(await row(page, 'R-1').innerText(), /Not recorded[^]*The code had left the screen before it arrived[^]*1 earlier attempt/);
  assert.equal(await page.getByText('C-1').count(), 0, 'who simply counts is not on the desk');
  await page.close();
});

test('accept, reject, ask and undo end in what the server holds, by mouse', async () => {
  const hall = await fillHall('Mouse');
  const page = await openDesk(hall);
  await page.getByRole('button', { name: 'Accept: H-1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'The student showed the phone' }).click();
  await dialog.getByLabel('Late').check();
  await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByText('H-1 counts').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-1'), ['counted', 'late', 'accept', 'The student showed the phone']);

  await page.getByRole('button', { name: 'Reject: P-1' }).click();
  await dialog.getByLabel('Why').fill('');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await dialog.getByText('Write a few words.').waitFor();
  await dialog.getByLabel('Why').fill('Seen elsewhere');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await page.getByText('P-1 does not count').waitFor();
  assert.deepEqual((await heldOf(hall, 'P-1')).slice(1), ['absent', 'reject', 'Seen elsewhere']);

  await page.getByRole('button', { name: 'Ask: H-2' }).click();
  await dialog.getByRole('button', { name: 'Please tell me where you sat.' }).click();
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('H-2 is asked').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-2'), ['held', 'present', 'ask', 'Please tell me where you sat.']);
  await row(page, 'H-2').getByText('Asked, no decision yet').waitFor();

  await page.getByRole('status').locator('p', { hasText: 'H-1 counts' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('H-1: taken back').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-1'), ['held', 'present', null, null]);
  await group(page, 'Decided').getByRole('heading').click();
  await page.getByRole('button', { name: 'Undo: P-1' }).click();
  await page.getByText('P-1: taken back').waitFor();
  assert.deepEqual(await heldOf(hall, 'P-1'), ['provisional', 'present', null, null]);
  await row(page, 'H-1').getByText('Who changed what').click();
  await row(page, 'H-1').getByText(/^[^]*Decision taken back, Prof\. Test[^]*$/).first().waitFor();
  await row(page, 'H-1').getByText(/Accepted, Prof\. Test.*“The student showed the phone”/).waitFor();
  await page.close();
});

test('the same by keys alone: a letter decides, Enter confirms the reason that was used last, and the focus goes on to the next row', async () => {
  const hall = await fillHall('Keys');
  const page = await openDesk(hall);
  await row(page, 'H-1').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('a');
  await page.keyboard.type('Sat in row 3');
  await page.keyboard.press('Enter');
  await page.getByText('H-1 counts').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-1'), ['counted', 'present', 'accept', 'Sat in row 3']);
  await page.locator('[data-key="H-2"]:focus').waitFor();
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await page.getByText('H-2 counts').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-2'), ['counted', 'present', 'accept', 'Sat in row 3']);
  await page.locator('[data-key="P-1"]:focus').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('h-1');
  await row(page, 'P-1').waitFor({ state: 'detached' });
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('u');
  await page.getByText('H-1: taken back').waitFor();
  assert.deepEqual(await heldOf(hall, 'H-1'), ['held', 'present', null, null]);
  await page.close();
});

test('a refused scan can be asked about and rejected without a record, is seen so by whoever opens the desk next, and both can be taken back', async () => {
  const hall = await fillHall('Refused');
  const page = await openDesk(hall);
  await page.getByRole('button', { name: 'Ask: R-1' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('R-1 is asked').waitFor();
  await page.reload();
  await group(page, 'Waits for you').getByRole('heading', { name: 'R-1' }).waitFor();
  await row(page, 'R-1').getByText('Asked, no decision yet').waitFor();
  await page.getByRole('button', { name: 'Reject: R-1' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('R-1 does not count').waitFor();
  assert.deepEqual(await heldOf(hall, 'R-1'), [], 'no record is made');
  await page.reload();
  await group(page, 'Decided').getByRole('heading', { name: 'Decided' }).click();
  await page.getByRole('button', { name: 'Undo: R-1' }).click();
  await page.getByText('R-1: taken back').waitFor();
  await row(page, 'R-1').getByText('Asked, no decision yet').waitFor();
  await page.getByRole('button', { name: 'Undo: R-1' }).click();
  await group(page, 'Refused scans').getByRole('heading', { name: 'R-1' }).waitFor();
  await page.close();
});

test('“my scan failed” is answered by a search, and put right with one button', async () => {
  const hall = await fillHall('Search');
  const page = await openDesk(hall);
  await page.getByRole('searchbox').fill('r-1');
  await row(page, 'H-1').waitFor({ state: 'detached' });
  assert.equal(await row(page, 'R-1').getByText('The code had left the screen before it arrived').count(), 2, 'every attempt is told');
  await page.getByRole('searchbox').fill('c-1');
  await row(page, 'C-1').getByText('The code reached the server while it was good.').waitFor();
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('Nothing of “nobody” reached this session').waitFor();
  await page.getByRole('searchbox').fill('R-1');
  await page.getByRole('button', { name: 'Count it: R-1' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('R-1 counts').waitFor();
  assert.deepEqual(await heldOf(hall, 'R-1'), ['counted', 'present', 'accept', 'Seen in the hall']);
  await page.getByRole('button', { name: 'Undo: R-1' }).click();
  await page.getByText('R-1: taken back').waitFor();
  assert.deepEqual(await heldOf(hall, 'R-1'), []);
  await row(page, 'R-1').getByText('Not recorded').waitFor();
  await page.close();
});

test('what is selected and then left out by a search is said before it is decided, and can be brought back', async () => {
  const hall = await fillHall('Hidden');
  const page = await openDesk(hall);
  await row(page, 'H-1').getByRole('checkbox').check();
  await row(page, 'H-2').getByRole('checkbox').check();
  await page.getByRole('searchbox').fill('H-2');
  await row(page, 'H-1').waitFor({ state: 'detached' });
  const bar = page.getByRole('region', { name: '2 selected, 1 of them not shown' });
  await bar.getByText('2 selected, 1 of them not shown').waitFor();
  await bar.getByRole('button', { name: /Accept/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Accept 2 students' });
  await dialog.getByText('Also decides about 1 student that the search does not show: H-1.').waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  // One row that is in sight is decided alone, whatever else is selected.
  await page.getByRole('button', { name: 'Accept: H-2' }).click();
  await page.getByRole('dialog', { name: 'Accept H-2' }).waitFor();
  assert.equal(await page.getByText('the search does not show').count(), 0);
  await page.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Show them' }).click();
  await row(page, 'H-1').waitFor();
  await page.getByRole('region', { name: '2 selected', exact: true }).waitFor();

  await page.getByRole('searchbox').fill('P-1');
  await page.getByRole('region', { name: '2 selected, 2 of them not shown' }).getByRole('button', { name: /Reject/ }).click();
  await page.getByText('Also decides about 2 students that the search does not show: H-1, H-2.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 students: rejected').waitFor();
  assert.deepEqual([(await heldOf(hall, 'H-1'))[2], (await heldOf(hall, 'H-2'))[2], (await heldOf(hall, 'P-1'))[2]], ['reject', 'reject', null]);
  await page.close();
});

test('all of one reason are decided at once, a second desk sees it, and one who decides on an old row is told', async () => {
  const hall = await fillHall('Two desks');
  const other = await signInStaff(browser, server.origin, token);
  const [page, second] = [await openDesk(hall), await openDesk(hall, other)];
  await row(second, 'H-1').waitFor();
  await group(page, 'Waits for you').getByLabel('Select all with …').selectOption({ label: 'No key of a phone signed it (2)' });
  const bar = page.getByRole('region', { name: '2 selected' });
  await bar.getByRole('button', { name: /Accept/ }).click();
  await page.getByRole('dialog', { name: 'Accept 2 students' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 students: accepted').waitFor();
  assert.deepEqual([(await heldOf(hall, 'H-1'))[0], (await heldOf(hall, 'H-2'))[0]], ['counted', 'counted']);
  await group(second, 'Waits for you').waitFor({ state: 'detached' });
  await group(second, 'Decided').getByRole('heading').click();
  await second.getByText('Accepted by Prof. Test', { exact: false }).first().waitFor();

  // What somebody else decides is no longer selected here.
  await row(second, 'P-1').getByRole('checkbox').check();
  await row(second, 'P-2').getByRole('checkbox').check();
  await second.getByRole('region', { name: '2 selected' }).waitFor();
  const ask = { student_id: 'P-2', decision: 'ask', note: 'Where did you sit?' };
  assert.equal((await sendJson(client, `/sessions/${hall.session.session_id}/decisions`, ask, token)).status, 200);
  await second.getByText('Decided elsewhere meanwhile, and no longer selected: P-2.').waitFor();
  await second.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Clear selection' }).click();

  // The other desk is held back, so that it decides about what it saw before.
  await second.route('**/desk', (route) => route.abort());
  await second.getByRole('button', { name: 'Reject: P-1' }).click();
  const { items } = await deskOf(hall);
  const seq = items.find(({ record }) => record.student_id === 'P-1')!.record.seq;
  const early = { student_id: 'P-1', decision: 'accept', note: 'first', seq };
  assert.equal((await sendJson(client, `/sessions/${hall.session.session_id}/decisions`, early, token)).status, 200);
  await second.keyboard.press('Enter');
  await second.getByText('P-1 changed meanwhile. It is shown anew; decide again.').waitFor();
  assert.deepEqual((await heldOf(hall, 'P-1')).slice(2), ['accept', 'first']);
  await other.close();
  await page.getByText('2 students: accepted').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 students: taken back').waitFor();
  assert.deepEqual([(await heldOf(hall, 'H-1'))[0], (await heldOf(hall, 'H-2'))[0]], ['held', 'held']);
  await page.close();
});
