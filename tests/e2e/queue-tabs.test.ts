import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

import { heading } from '../support/page-words.ts';
import { enrol, queueCode, takeCode, waitingHeading } from '../support/queue-lab.ts';
import { openQueueStage } from '../support/stage.ts';

const student = '2022IMT-048';
/** Posts an entry: what a lost reply may cost, and two tabs at it may not. */
const mostPostsAnEntry = 1.05;

const { lab, browser } = await openQueueStage();

async function openTabs(count: number): Promise<{ readonly context: BrowserContext; readonly tabs: readonly [Page, ...Page[]] }> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const first = await context.newPage();
  await enrol(first, lab.gate.origin, student);
  const others = await Promise.all(Array.from({ length: count - 1 }, () => context.newPage()));
  for (const tab of others) {
    await tab.goto(`${lab.gate.origin}/s`);
    await heading(tab, 'Scan').waitFor();
  }
  return { context, tabs: [first, ...others] };
}

for (const [count, entries] of [[2, 20], [3, 20], [4, 20], [5, 25]] as const) {
  test(`${count} tabs over ${entries} entries when the server comes back: each is posted once and is one row`, { timeout: 90_000 }, async (test) => {
    lab.gate.open();
    const { context, tabs } = await openTabs(count);
    const classes = await lab.openClasses(entries);
    lab.gate.setRule('down');
    await context.setOffline(true);
    const inFront = tabs.at(-1)!;
    for (const each of classes) await queueCode(inFront, each);
    const before = lab.gate.posts.length;

    lab.gate.open();
    const startedMs = performance.now();
    // Every tab hears at the same moment that the network is back.
    await context.setOffline(false);
    await Promise.all(tabs.map((tab) => waitingHeading(tab).waitFor({ state: 'detached' })));
    const posts = lab.gate.posts.slice(before);
    test.diagnostic(`${posts.length} posts of ${entries} entries in ${Math.round(performance.now() - startedMs)} ms`);
    assert.equal(new Set(posts.map(({ entry }) => entry)).size, entries);
    assert.ok(posts.length <= entries * mostPostsAnEntry, `${posts.length} posts of ${entries} entries`);
    for (const each of classes) assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who }) => who), [student]);
    await context.close();
  });
}

test('a scan that one tab is sending live is not sent by the other, which sends the rest of the queue meanwhile', { timeout: 90_000 }, async () => {
  lab.gate.open();
  const { context, tabs } = await openTabs(2);
  const [queued, live] = await lab.openClasses(2);
  const [one, two] = tabs;
  lab.gate.setRule('down');
  await queueCode(two!, queued!);
  const before = lab.gate.posts.length;

  lab.gate.setRule('hold_request');
  await takeCode(one, live!.code);
  await lab.gate.held();
  await two!.evaluate('dispatchEvent(new Event("online"))');
  await two!.getByRole('heading', { name: '1 scan waits to be sent' }).waitFor();
  assert.deepEqual(lab.gate.posts.slice(before).map(({ queued: isQueued }) => isQueued), [false, true]);
  assert.deepEqual((await lab.rowsOf(queued!)).length, 1);
  await context.close();
});
