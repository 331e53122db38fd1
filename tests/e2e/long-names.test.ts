import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axeFindings } from '../support/axe.ts';
import { signInStaff } from '../support/browser.ts';
import { createSession, originalBody } from '../support/classroom.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** A course whose name is longer than a phone is wide leaves the page to what staff came for. */

const { server, token, browser } = await openStaffStage();

const courses = {
  English: 'Advanced Topics in Distributed Systems, Networks and Fault-Tolerant Computing for Engineers, Lecture 17 (Group B)',
  German: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Rechtswissenschaften II',
  Arabic: 'مقدمة في الشبكات والأنظمة الموزعة والحوسبة المتسامحة مع الأعطال لطلبة الهندسة، المحاضرة السابعة عشرة',
};
/** Lines of the heading at most, with 10 % for marks that stand out. */
const screens = [
  { width: 360, height: 740, lines: 2 },
  { width: 740, height: 360, lines: 1 },
  { width: 1280, height: 800, lines: 2 },
] as const;

for (const [language, course] of Object.entries(courses)) {
  test(`${language}: the name takes two lines at most, rows are in sight at once, and all of the name can be had`, async () => {
    const client = httpClient(server.port, 1);
    const session = await createSession(client, token, { course, duration_minutes: 60 });
    for (const student of ['A-1', 'A-2', 'A-3']) await sendJson(client, '/submit_attendance', originalBody(session, student));
    client.close();
    for (const { width, height, lines } of screens) {
      const context = await signInStaff(browser, server.origin, token, { viewport: { width, height } });
      const page = await context.newPage();
      for (const path of ['', '/desk', '/insight', '/roster']) {
        const what = `${path} at ${width} x ${height}`;
        await page.goto(`${server.origin}/staff/sessions/${session.session_id}${path}`);
        const heading = page.getByRole('heading', { level: 1, name: course });
        await heading.waitFor();
        const linesOf = () => heading.evaluate((element) => element.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).lineHeight));
        assert.ok((await linesOf()) < lines + 0.1, `${what}: ${await linesOf()} lines`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}: nothing sticks out`);
        if (path === '') {
          const row = await page.getByRole('row', { name: /A-2/ }).boundingBox();
          assert.ok(row!.y + row!.height <= height, `${what}: the second row ends at ${row!.y + row!.height}`);
        }
        if (width > 1000) continue;
        const fold = page.getByRole('button', { name: 'Whole name' });
        await fold.click();
        assert.ok((await linesOf()) > lines + 0.5, what);
        assert.ok(await heading.evaluate((element) => element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth), `${what}: all of it is seen`);
        assert.equal(await fold.getAttribute('aria-expanded'), 'true');
        if (path === '') assert.deepEqual(await axeFindings(page), [], what);
        await fold.click();
        assert.ok((await linesOf()) < lines + 0.1, what);
      }
      await context.close();
    }
  });
}
