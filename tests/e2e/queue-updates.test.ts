import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from '../support/browser.ts';
import { makeBuild, serveBuild, type BuildServer, type PageBuild } from '../support/page-builds.ts';
import { heading } from '../support/page-words.ts';
import { enrol, openQueueLab, queueCode, waitingHeading, type QueueLab } from '../support/queue-lab.ts';
import { makeDataDir } from '../support/server.ts';

const student = '2022IMT-048';

let builds: readonly [PageBuild, PageBuild, PageBuild];
let server: BuildServer;
let lab: QueueLab;
let browser: Browser;

before(async () => {
  builds = [makeBuild('n0'), makeBuild('n1'), makeBuild('n2')];
  server = await serveBuild(builds[0], makeDataDir());
  lab = await openQueueLab({ port: server.port, dataDir: server.dataDir, stop: () => server.stop() });
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  await lab.close();
  for (const { dir } of builds) rmSync(dir, { recursive: true });
});

async function release(build: PageBuild): Promise<void> {
  await server.stop();
  server = await serveBuild(build, server.dataDir, server.port);
}

/** The worker of this build is in charge, and has all that its page needs. */
async function isInCharge(page: Page, { cacheName }: PageBuild): Promise<void> {
  const caches = () => page.evaluate(async () => (await globalThis.caches.keys()).filter((name) => name.startsWith('attend-student-page-')).join());
  while ((await caches()) !== cacheName) await page.waitForTimeout(20);
}

async function opensOffline(page: Page, build: PageBuild, waiting: number): Promise<void> {
  lab.gate.setRule('down');
  await page.goto(`${lab.gate.origin}/s`);
  await page.getByRole('heading', { name: waiting === 1 ? '1 scan waits to be sent' : `${waiting} scans wait to be sent` }).waitFor();
  assert.equal(await page.evaluate('globalThis.build'), build.name);
}

test('from one build to the next, to the one after and back, with scans waiting: nothing is lost and the page opens offline each time', { timeout: 120_000 }, async () => {
  const [first, second, third] = builds;
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await enrol(page, lab.gate.origin, student);
  await isInCharge(page, first);
  const classes = await lab.openClasses(5);
  const old = await context.newPage();
  await old.goto(`${lab.gate.origin}/s`);
  await heading(old, 'Scan').waitFor();
  // A page in the background runs its timers once a second.
  await page.bringToFront();

  lab.gate.setRule('cut_posts');
  await queueCode(page, classes[0]!);
  await opensOffline(page, first, 1);
  let waiting = 1;
  for (const build of [second, third, first]) {
    await release(build);
    lab.gate.setRule('cut_posts');
    await page.goto(`${lab.gate.origin}/s`);
    await isInCharge(page, build);
    await queueCode(page, classes[waiting]!);
    await opensOffline(page, build, ++waiting);
  }
  await old.bringToFront();
  await queueCode(old, classes[waiting]!);

  lab.gate.open();
  await page.evaluate('dispatchEvent(new Event("online"))');
  await waitingHeading(page).waitFor({ state: 'detached' });
  await waitingHeading(old).waitFor({ state: 'detached' });
  for (const each of classes) assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who }) => who), [student]);
  await context.close();
});
