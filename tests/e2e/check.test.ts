import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asStaff, createSession, postAsStaff } from '../http/ask.ts';
import { axeFindings } from '../support/axe.ts';
import { openProjector } from '../support/browser.ts';
import { newPhone, openHall } from '../support/hall.ts';
import { openInnerStage } from '../support/stage.ts';

/** A second code in the middle of a class: who scans again was there then too. */

const { server, staff } = await openInnerStage();

test('staff ask for a second code, the hall scans again, and the table says who did', { timeout: 90_000 }, async () => {
  const { session_id: id } = await createSession(server, { course: 'Networks', identity: 'device', rotation_seconds: 2, grace_seconds: 20, duration_minutes: 60 });
  const hall = await openHall(server, id, Date.now);
  const phones = new Map(['A-1', 'A-2', 'A-3'].map((student) => [student, newPhone()]));
  for (const [student, phone] of phones) assert.equal((await hall.scan(student, await hall.tokenOf(hall.epochNow()), phone)).status, 201);
  const projector = await openProjector(staff, server.origin, id);
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${id}`);
  await live.getByRole('grid').getByText('A-3').waitFor();

  await live.getByRole('button', { name: 'Ask for a second code' }).click();
  const minutes = live.getByLabel('For how many minutes');
  assert.equal(await minutes.inputValue(), '3');
  await minutes.fill('61');
  await minutes.press('Enter');
  await live.getByText('A whole number of minutes from 1 to 60.').waitFor();
  await minutes.fill('3');
  await minutes.press('Enter');
  await live.getByText(/Check 1 runs/).first().waitFor();
  await projector.getByText('Second check – scan again').waitFor();
  await projector.getByText(/^[23]:\d\d left/).waitFor();
  await projector.getByText('0 answered').waitFor();

  await hall.reach(hall.epochNow() + 1);
  const answered = await hall.scan('A-1', await hall.tokenOf(hall.epochNow()), phones.get('A-1'));
  assert.deepEqual([answered.status, answered.body['check']], [201, 1]);
  await projector.getByText('1 answered').waitFor();
  await live.getByText('1 of 3 answered').waitFor();
  await live.getByRole('row', { name: /A-1/ }).getByText('1 ✓').waitFor();
  await live.getByRole('button', { name: 'no check 1' }).click();
  await live.getByRole('row', { name: /A-1/ }).waitFor({ state: 'detached' });
  const without = await live.getByRole('grid').locator('tbody .column-student').evaluateAll((cells) => cells.map((cell) => cell.firstChild!.textContent));
  assert.deepEqual(without.toSorted(), ['A-2', 'A-3']);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const page of [live, projector]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await axeFindings(page), []);
    }
  }

  await live.getByRole('button', { name: 'End it now' }).click();
  await live.getByText(/^Check 1, \d\d:\d\d: 1 of 3 answered$/).waitFor();
  await projector.getByText('Second check – scan again').waitFor({ state: 'detached' });
  await projector.getByRole('img', { name: /QR code/ }).waitFor();
  const csv = (await (await asStaff(server, `/sessions/${id}/export.csv`)).text()).trim().split('\n');
  assert.match(csv[0]!, /,check_1$/);
  assert.deepEqual(csv.slice(1).map((line) => [line.split(',')[0], line.split(',').at(-1)]), [['A-1', 'yes'], ['A-2', 'no'], ['A-3', 'no']]);
});

test('a session that is not open asks for nothing', async () => {
  const { session_id: id } = await createSession(server, { course: 'Later', starts_at: new Date(Date.now() + 3_600_000).toISOString() });
  assert.equal((await postAsStaff(server, `/sessions/${id}/checks`, { minutes: 3 })).status, 422);
  const live = await staff.newPage();
  await live.goto(`${server.origin}/staff/sessions/${id}`);
  await live.getByText('The code appears on the projector page').waitFor();
  assert.equal(await live.getByRole('button', { name: 'Ask for a second code' }).count(), 0);
});
