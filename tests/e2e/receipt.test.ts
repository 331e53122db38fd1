import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { SignedReceipt } from '../../src/protocol/receipt-schemas.ts';
import { axeFindings } from '../support/axe.ts';
import { createSession, type CreatedSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { button } from '../support/page-words.ts';
import { runAttend } from '../support/server.ts';
import { openBrowserStage } from '../support/stage.ts';

const student = '2022IMT-048';
const smallPhone = { viewport: { width: 320, height: 640 }, hasTouch: true, locale: 'en-GB', acceptDownloads: true };

const { server, client, token, browser } = await openBrowserStage();
const files = mkdtempSync(join(tmpdir(), 'attend-saved-'));
after(() => rmSync(files, { recursive: true }));

async function openContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ ...smallPhone, ...options });
  context.setDefaultTimeout(15_000);
  return context;
}

/** A student's page that shows the outcome of a pasted code. */
async function beRecorded(context: BrowserContext, session: CreatedSession, who = student): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.origin}/s`);
  await page.getByLabel('Student number').fill(who);
  await button(page, 'Continue').click();
  await button(page, 'Paste a code').click();
  await page.getByLabel('QR text, link or JSON').fill(JSON.stringify(session.qr_payload));
  await button(page, 'Send').click();
  await page.getByRole('heading', { name: 'Present' }).waitFor();
  return page;
}

async function save(page: Page, said: RegExp): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save receipt').click()]);
  await page.getByRole('paragraph').filter({ hasText: said }).first().waitFor();
  const file = join(files, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

async function verdictOn(page: Page, text: string): Promise<string> {
  await page.goto(`${server.origin}/receipt`);
  await page.getByLabel('Or paste its text').fill(text);
  await button(page, 'Check').click();
  return page.getByRole('heading', { level: 2 }).innerText();
}

test('a receipt that a student saved is genuine on the page and in a terminal, and not after one byte was changed', async () => {
  const session = await createSession(client, token, { course: 'Networks', identity: 'device' });
  const context = await openContext();
  const file = await save(await beRecorded(context, session), /Anyone can check it at localhost:\d+\/receipt\./);
  assert.match(file, /attendance-\d{4}-\d\d-\d\d-Networks\.json$/);
  await context.close();

  const anyone = await openContext();
  const page = await anyone.newPage();
  await page.goto(`${server.origin}/receipt`);
  await page.getByLabel('Receipt file').setInputFiles(file);
  await page.getByRole('heading', { name: 'Genuine' }).waitFor();
  await page.getByText(`This server signed that ${student} was recorded in Networks: Present.`).waitFor();
  await page.locator('#verdict:focus').waitFor();

  const genuine = JSON.parse(readFileSync(file, 'utf8')) as SignedReceipt;
  const bytes = Buffer.from(genuine.receipt, 'base64url');
  bytes[bytes.indexOf(student)]! ^= 1;
  const forged = JSON.stringify({ ...genuine, receipt: bytes.toString('base64url') });
  assert.equal(await verdictOn(page, forged), 'Not genuine');
  assert.equal(await page.getByText(/\d022IMT-048/).count(), 0, 'nothing of a forgery is shown');
  assert.equal(await verdictOn(page, JSON.stringify({ ...genuine, key_id: '0123456789abcdef' })), 'Another server’s');
  assert.equal(await verdictOn(page, 'I was there'), 'No signed receipt');
  await anyone.close();

  const forgedFile = join(files, 'forged.json');
  writeFileSync(forgedFile, forged);
  const verify = async (path: string) => (await runAttend(['receipt', 'verify', path, '--server', server.origin])).code;
  assert.deepEqual([await verify(file), await verify(forgedFile)], [0, 1]);
});

test('without the server the student gets the unsigned text and is told so, and later the signed one with what staff changed', async () => {
  const session = await createSession(client, token, { course: 'Networks', identity: 'device' });
  const context = await openContext();
  const page = await beRecorded(context, session);
  await context.route('**/receipt', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  const unsigned = await save(page, /without a signature, because the server could not be reached/);
  assert.match(unsigned, /-unsigned\.json$/);
  await context.unroute('**/receipt');

  const mark = { student_id: student, attendance: 'excused', note: 'a certificate' };
  assert.equal((await sendJson(client, `/sessions/${session.session_id}/records`, mark, token)).status, 200);
  const signed = await save(page, /with the server’s signature/);
  const checking = await context.newPage();
  await checking.route('**/receipt', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  assert.equal(await verdictOn(checking, readFileSync(unsigned, 'utf8')), 'No signed receipt');
  assert.equal(await verdictOn(checking, readFileSync(signed, 'utf8')), 'Genuine');
  await checking.getByText(/The record was changed later\. .* it was: Excused, and it counts\./).waitFor();
  await checking.unroute('**/receipt');
  assert.equal((await sendJson(client, `/sessions/${session.session_id}/records`, { ...mark, attendance: 'absent' }, token)).status, 200);
  assert.equal(await verdictOn(checking, readFileSync(signed, 'utf8')), 'Genuine');
  await checking.getByText(/it was: Absent, and it counts\./).waitFor();
  await context.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page that checks receipts is accessible and fits a small phone with large text (${colorScheme})`, async () => {
    const session = await createSession(client, token, { course: 'An introduction to Electroencephalography', identity: 'device' });
    const context = await openContext({ colorScheme });
    // A third key of one student would wait for staff.
    const file = await save(await beRecorded(context, session, `2022IMT-${colorScheme}`), /with the server’s signature/);
    const page = await context.newPage();
    await page.goto(`${server.origin}/receipt`);
    await button(page, 'Check').click();
    await page.getByText('Choose a file or paste its text first.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    for (const text of [readFileSync(file, 'utf8'), 'I was there']) {
      await verdictOn(page, text);
      assert.deepEqual(await axeFindings(page), []);
      await page.evaluate("document.documentElement.style.fontSize = '200%'");
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
    }
    await context.close();
  });
}

test('a file can be dropped anywhere on the page', async () => {
  const context = await openContext({ viewport: { width: 1280, height: 720 }, hasTouch: false });
  const page = await context.newPage();
  await page.goto(`${server.origin}/receipt`);
  await page.getByRole('heading', { name: 'Check a receipt' }).waitFor();
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['no receipt'], 'receipt.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }`);
  await page.getByRole('heading', { name: 'No signed receipt' }).waitFor();
  await context.close();
});
