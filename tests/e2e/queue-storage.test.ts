import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

import { heading } from '../support/page-words.ts';
import { enrol, listenTo, queueCode, savedWords, takeCode, type OpenClass } from '../support/queue-lab.ts';
import { openQueueStage } from '../support/stage.ts';

/** A student for each test: a third key of one student waits for staff. */
let students = 0;
const newStudent = () => `2022IMT-${100 + students++}`;
const { lab, browser } = await openQueueStage();

interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wasToldSaved: () => boolean;
}

async function visit(refuse?: () => void): Promise<Visit> {
  lab.gate.open();
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const { wasToldSaved } = await listenTo(context);
  if (refuse !== undefined) await context.addInitScript(refuse);
  return { context, page: await context.newPage(), wasToldSaved };
}

/** Ways in which a browser keeps nothing. Each is switched on by `isFull` once the student number is stored. */
const refusals: Readonly<Record<string, () => void>> = {
  'the write is refused as it is asked for': () => {
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = function (...given) {
      if ('isFull' in globalThis) throw new DOMException('full', 'QuotaExceededError');
      return add.apply(this, given);
    };
  },
  'the write is taken and the transaction is undone at its end': () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      const request = put.apply(this, given);
      if ('isFull' in globalThis) request.addEventListener('success', () => this.transaction.abort());
      return request;
    };
  },
  'the database is gone and does not open again': () => {
    const { open } = IDBFactory.prototype;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...given) {
      if ('isFull' in globalThis) throw new DOMException('closed', 'InvalidStateError');
      return transaction.apply(this, given);
    };
    IDBFactory.prototype.open = function (...given) {
      if ('isFull' in globalThis) throw new DOMException('not allowed', 'SecurityError');
      return open.apply(this, given);
    };
  },
};

for (const [name, refuse] of Object.entries(refusals)) {
  test(`where ${name}, a scan goes to the server and the page never says that it is saved`, { timeout: 90_000 }, async () => {
    const student = newStudent();
    const [reached, lost] = await lab.openClasses(2);
    const { context, page, wasToldSaved } = await visit(refuse);
    await enrol(page, lab.gate.origin, student);
    await page.evaluate('globalThis.isFull = true');
    await takeCode(page, reached!.code);
    await page.locator('.sentence', { hasText: 'This phone could not save it. Only the server has it.' }).waitFor();
    lab.gate.setRule('down');
    await takeCode(page, lost!.code);
    await heading(page, 'Not saved, not sent').waitFor();
    assert.equal(wasToldSaved(), false);
    assert.deepEqual((await lab.rowsOf(reached!)).map(({ student_id: who }) => who), [student]);
    assert.deepEqual(await lab.rowsOf(lost!), []);
    await context.close();
  });
}

test('where the disk is full, a scan is never called saved, and what was kept before is sent', { timeout: 90_000 }, async () => {
  const student = newStudent();
  const [first, second, refused] = await lab.openClasses(3);
  const { context, page } = await visit();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: lab.gate.origin, quotaSize: 3_000_000 });
  await enrol(page, lab.gate.origin, student);
  lab.gate.setRule('down');
  for (const each of [first!, second!]) await queueCode(page, each);
  await page.evaluate(fillUp);
  await takeCode(page, refused!.code);
  await heading(page, 'Not saved, not sent').waitFor();
  assert.equal(await page.getByRole('listitem').filter({ hasText: savedWords }).count(), 2, 'the two that are kept');

  lab.gate.open();
  await page.evaluate('dispatchEvent(new Event("online"))');
  for (const each of [first!, second!]) await rowsComeTo(each, [student]);
  assert.deepEqual(await lab.rowsOf(refused!), []);
  await context.close();
});

async function rowsComeTo(each: OpenClass, wanted: readonly string[]): Promise<void> {
  while ((await lab.rowsOf(each)).length < wanted.length) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who }) => who), wanted);
}

/** Runs in the page: another database of this origin takes all that its quota leaves, to the last few bytes. */
async function fillUp(): Promise<void> {
  const opening = indexedDB.open('ballast');
  opening.onupgradeneeded = () => opening.result.createObjectStore('ballast', { autoIncrement: true });
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const put = (bytes: number) =>
    new Promise<boolean>((resolve) => {
      const writing = opening.result.transaction('ballast', 'readwrite');
      writing.oncomplete = () => resolve(true);
      writing.onabort = () => resolve(false);
      writing.objectStore('ballast').add(crypto.getRandomValues(new Uint8Array(bytes)));
    });
  for (let bytes = 65_536; bytes >= 64; ) if (!(await put(bytes))) bytes /= 2;
}

test('where the browser threw everything away between two classes, the record stays, and the next class is recorded with a new key', { timeout: 90_000 }, async () => {
  const student = newStudent();
  const [before, next] = await lab.openClasses(2);
  const { context, page } = await visit();
  await enrol(page, lab.gate.origin, student);
  await takeCode(page, before!.code);
  await heading(page, 'Present').waitFor();
  await page.goto('about:blank');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: lab.gate.origin, storageTypes: 'all' });

  await enrol(page, lab.gate.origin, student);
  await takeCode(page, next!.code);
  await heading(page, 'Present').waitFor();
  for (const each of [before!, next!]) assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who, grade }) => [who, grade]), [[student, 'online_in_window']]);
  const [first, second] = lab.gate.posts.slice(-2);
  assert.ok(first!.deviceKey !== undefined && second!.deviceKey !== undefined);
  assert.notEqual(first!.deviceKey, second!.deviceKey);
  await context.close();
});

test('where one phone keeps two storages, a scan in each is one record, and both are told so', { timeout: 90_000 }, async () => {
  const student = newStudent();
  const [together, apart] = await lab.openClasses(2);
  const [browserTab, homeScreen] = [await visit(), await visit()];
  for (const { page } of [browserTab, homeScreen]) await enrol(page, lab.gate.origin, student);
  await takeCode(browserTab.page, together!.code);
  await heading(browserTab.page, 'Present').waitFor();
  await takeCode(homeScreen.page, together!.code);
  await heading(homeScreen.page, 'Already recorded').waitFor();

  lab.gate.setRule('down');
  await queueCode(browserTab.page, apart!);
  await queueCode(homeScreen.page, apart!);
  lab.gate.open();
  await homeScreen.page.evaluate('dispatchEvent(new Event("online"))');
  await homeScreen.page.getByRole('listitem').filter({ hasText: 'Present' }).waitFor();
  await browserTab.page.evaluate('dispatchEvent(new Event("online"))');
  await browserTab.page.getByRole('listitem').filter({ hasText: 'Already recorded' }).waitFor();
  for (const each of [together!, apart!]) assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who }) => who), [student]);
  for (const { context } of [browserTab, homeScreen]) await context.close();
});
