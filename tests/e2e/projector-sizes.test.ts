import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';

import { openProjector } from '../support/browser.ts';
import { createSession } from '../support/classroom.ts';
import { sendJson } from '../support/http-client.ts';
import { openStaffStage } from '../support/stage.ts';

/** A projector page shows all of what it says on any screen: beamers, tablets and phones, upright and on their side. */

const { server, client, token, staff } = await openStaffStage();

const sizes = [[320, 568], [360, 740], [375, 667], [740, 360], [768, 1024], [800, 800], [1024, 768], [1080, 1920], [1280, 720], [1920, 1080]] as const;
const course = 'Advanced Topics in Distributed Systems, Networks and Fault-Tolerant Computing for Engineers, Lecture 17 (Group B)';
const wish = { course, rotation_seconds: 5, duration_minutes: 60 };

/** What of the page's words and pictures is not wholly on the screen. */
function outOfSight(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const parts = ['.qr', '.stage-time', '.side-clock', '.side h1', '.check-banner', '.typed', '.typed-at', '.countdown', '.side-count'];
    return parts.filter((part) => {
      const found = document.querySelector(part)?.getBoundingClientRect();
      return found !== undefined && (found.left < 0 || found.top < 0 || found.right > innerWidth + 0.5 || found.bottom > innerHeight + 0.5);
    });
  });
}

async function assertAllInSight(page: Page, state: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await outOfSight(page), [], `${state} at ${width} x ${height}`);
  }
}

test('a code, its words and the count are in sight on every screen, during a second code too', async () => {
  const session = await createSession(client, token, wish);
  const page = await openProjector(staff, server.origin, session.session_id);
  await page.getByRole('heading', { name: course }).waitFor();
  await assertAllInSight(page, 'a code');
  await sendJson(client, `/sessions/${session.session_id}/checks`, { minutes: 3 }, token);
  await page.getByText('Second check – scan again').waitFor();
  await assertAllInSight(page, 'a second code');
  await page.close();
});

test('the time at which a session opens is in sight on every screen', async () => {
  const session = await createSession(client, token, { ...wish, starts_at: new Date(Date.now() + 7_200_000).toISOString() });
  const page = await staff.newPage();
  await page.goto(`${server.origin}/staff/sessions/${session.session_id}/projector`);
  await page.getByText('Opens at').waitFor();
  await assertAllInSight(page, 'scheduled');
  await page.close();
});
