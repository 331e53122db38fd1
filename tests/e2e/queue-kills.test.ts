import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';

import { openPhone } from '../support/browser.ts';
import { heading } from '../support/page-words.ts';
import { enrol, listenTo, openQueueLab, queueCode, savedWords, takeCode, waitingHeading, type OpenClass, type QueueLab } from '../support/queue-lab.ts';

/** Each phone has a student of its own: a third key of one student waits for staff. */
const studentOf = (point: number) => `2022IMT-${100 + point}`;
let lab: QueueLab;

before(async () => {
  lab = await openQueueLab();
});
after(() => lab.close());

type Classes = readonly [OpenClass, OpenClass, OpenClass];

interface KillPoint {
  readonly when: string;
  /** Resolves when the page stands at the point, which it does not leave by itself. */
  readonly reach: (page: Page, classes: Classes) => Promise<unknown>;
  /** Whether the page has said by then that it keeps the scan. */
  readonly isTold: boolean;
  /** Rows of each class in the end. */
  readonly rows: readonly number[];
}

const one = { isTold: true, rows: [1, 0, 0] } as const;

const points: readonly KillPoint[] = [
  {
    when: 'the code is read and not stored yet',
    reach: (page, [each]) => hangAt(page, 'add', () => takeCode(page, each.code)),
    ...{ isTold: false, rows: [0, 0, 0] },
  },
  {
    when: 'the scan is stored and the page has not said so yet',
    reach: (page, [each]) => hangAt(page, 'getAll', () => takeCode(page, each.code)),
    ...{ ...one, isTold: false },
  },
  { when: 'the page has said so and nothing was sent yet', reach: (page, [each]) => hangAt(page, 'fetch', () => takeCode(page, each.code)), ...one },
  { when: 'the post is under way and the server has not seen it', reach: (page, [each]) => scanAndHold(page, each, 'hold_request'), ...one },
  { when: 'the server has stored it and the reply is under way', reach: (page, [each]) => scanAndHold(page, each, 'hold_reply'), ...one },
  {
    when: 'the reply was lost and the scan waits again',
    async reach(page, [each]) {
      lab.gate.setRule('drop_reply');
      await takeCode(page, each.code);
      await heading(page, savedWords).waitFor();
    },
    ...one,
  },
  {
    when: 'the reply has arrived and is not noted yet',
    async reach(page, [each]) {
      await scanAndHold(page, each, 'hold_reply');
      await hangAt(page, 'put', async () => lab.gate.open());
    },
    ...one,
  },
  {
    when: 'the reply was noted and shown',
    async reach(page, [each]) {
      await takeCode(page, each.code);
      await heading(page, 'Present').waitFor();
    },
    ...one,
  },
  {
    when: 'three scans wait without a network',
    async reach(page, classes) {
      lab.gate.setRule('down');
      for (const each of classes) await queueCode(page, each);
    },
    ...{ isTold: true, rows: [1, 1, 1] },
  },
  {
    when: 'a sync has sent one of three and the second is under way',
    async reach(page, classes) {
      lab.gate.setRule('down');
      for (const each of classes) await queueCode(page, each);
      lab.gate.setRule('hold_second_request');
      await page.evaluate('dispatchEvent(new Event("online"))');
      await lab.gate.held();
    },
    ...{ isTold: true, rows: [1, 1, 1] },
  },
];

for (const [point, { when, reach, isTold, rows }] of points.entries()) {
  const student = studentOf(point);
  test(`killed when ${when}: ${isTold ? 'every scan is one row in the end' : 'nobody was told that it is kept'}`, { timeout: 90_000 }, async (context) => {
    lab.gate.open();
    const classes = (await lab.openClasses(3)) as unknown as Classes;
    const phone = await openPhone();
    context.after(() => phone.close().catch(() => undefined));
    const heard = await listenTo(phone.context);
    await letHang(phone.context);
    const page = phone.context.pages()[0]!;
    await enrol(page, lab.gate.origin, student);
    await reach(page, classes);
    if (isTold) await heard.toldSaved;
    await phone.kill();
    assert.equal(heard.wasToldSaved(), isTold);

    lab.gate.open();
    const reopened = await phone.reopen();
    context.after(() => reopened.close());
    const again = reopened.context.pages()[0]!;
    await again.goto(`${lab.gate.origin}/s`);
    await heading(again, 'Scan').waitFor();
    const kept = rows.filter((count) => count > 0).length;
    // The lists come a little after the page.
    if (kept > 0) await again.getByRole('heading', { name: 'Last marks' }).waitFor();
    await waitingHeading(again).waitFor({ state: 'detached' });
    for (const [index, each] of classes.entries()) {
      assert.deepEqual((await lab.rowsOf(each)).map(({ student_id: who }) => who), Array.from({ length: rows[index]! }, () => student));
    }
    assert.equal(await again.getByRole('listitem').filter({ hasText: 'Present' }).count(), kept, 'the phone knows its marks');
  });
}

async function scanAndHold(page: Page, { code }: OpenClass, rule: 'hold_request' | 'hold_reply'): Promise<void> {
  lab.gate.setRule(rule);
  await takeCode(page, code);
  await lab.gate.held();
}

type Step = 'add' | 'getAll' | 'put' | 'fetch';

/** Puts switches into every page by which a step of its database or its network never comes back. */
async function letHang(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const never = { wanted: '', isReached: false };
    Object.assign(globalThis, { never });
    const hangs = (step: string) => never.wanted === step && (never.isReached = true);
    const { fetch: realFetch } = globalThis;
    globalThis.fetch = (...given) => (hangs('fetch') ? new Promise(() => undefined) : realFetch(...given));
    const store = IDBObjectStore.prototype;
    for (const step of ['add', 'getAll', 'put'] as const) {
      const real = store[step] as (...given: unknown[]) => IDBRequest;
      Object.assign(store, {
        [step](this: IDBObjectStore, ...given: unknown[]) {
          return hangs(step) ? {} : real.apply(this, given);
        },
      });
    }
  });
}

async function hangAt(page: Page, step: Step, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate((name) => Object.assign((globalThis as unknown as { never: object }).never, { wanted: name }), step);
  await act();
  await page.waitForFunction(() => (globalThis as unknown as { never: { isReached: boolean } }).never.isReached);
}
