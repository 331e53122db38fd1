import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';

import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button } from '../support/page-words.ts';
import { openStaffStage } from '../support/stage.ts';

/** Dialogs of the staff pages stay while they are used. */

const { server, client, token, staff } = await openStaffStage();
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
