import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSession } from '../http/ask.ts';
import { openProjector, signInStaff } from '../support/browser.ts';
import { openInnerStage } from '../support/stage.ts';

/** The machine's clock is set while a class runs: staff see it without touching anything. */

let setByMs = 0;
const { server, browser } = await openInnerStage(() => Date.now() + setByMs);

for (const width of [1280, 390]) {
  test(`at ${width} px a live page and a projector say that the server’s clock was set, and go on`, async () => {
    const { session_id: id } = await createSession(server, { course: 'Networks', rotation_seconds: 5, duration_minutes: 60 });
    const staff = await signInStaff(browser, server.origin, server.token, { viewport: { width, height: 844 } });
    const live = await staff.newPage();
    await live.goto(`${server.origin}/staff/sessions/${id}`);
    await live.getByText('Nobody yet').waitFor();
    const projector = await openProjector(staff, server.origin, id);
    setByMs += 37_000;
    for (const [name, page] of [['live', live], ['projector', projector]] as const) {
      const notice = page.getByText('The server’s clock jumped by 37 s at');
      await notice.waitFor();
      const isOnTop = await notice.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === element;
      });
      assert.ok(isOnTop, `${name}: it can be seen without scrolling`);
    }
    await projector.getByRole('img', { name: /QR code/ }).waitFor();
    await staff.close();
  });
}
