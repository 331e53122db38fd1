import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { closePhones, launchBrowser, openPhone, openProjector, signInStaff } from '../support/browser.ts';
import { createSession, entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { chainedPhone, deskClass } from '../support/desk-class.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { readOptions } from '../support/program-options.ts';
import { removeDataDir, staffToken, startServerProcess } from '../support/server.ts';

/** `npm run screenshots`: draws the README's pictures from the real pages, with a class of made-up students. */

readOptions('screenshots', 'Draws the pictures of the README from the real pages into docs/images, with a class of made-up students.', {});

const target = resolve(import.meta.dirname, '../../docs/images');
mkdirSync(target, { recursive: true });

const server = await startServerProcess({ env: { PUBLIC_URL: 'https://attend.example.edu' } });
const client = httpClient(server.port, 8);
const token = await staffToken(server.dataDir);
const browser = await launchBrowser();

/** The JSON carrier of this moment. */
async function freshCarrier(session: CreatedSession): Promise<CreatedSession> {
  const { body } = await client.send(`/qr/${session.session_id}.json`, { headers: { authorization: `Bearer ${token}` } });
  return { ...session, qr_payload: JSON.parse(body) as CreatedSession['qr_payload'] };
}

const wish = { course: 'Networks · Lecture 7', identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 90, late_after_minutes: 10 };
const session = await createSession(client, token, wish);
for (let number = 1; number <= 142; number++) {
  const now = await freshCarrier(session);
  const student = `2022IMT-${String((number * 37) % 997).padStart(3, '0')}`;
  await sendJson(client, '/submit_attendance', number % 24 === 0 ? originalBody(now, student) : entryBody(now, student, makeDevice()));
}
await sendJson(client, '/submit_attendance', { ...originalBody(await freshCarrier(session), '2022IMT-999'), signature: '0'.repeat(64) });

const staff = await signInStaff(browser, server.origin, token);
const projector = await openProjector(staff, server.origin, session.session_id);
await projector.setViewportSize({ width: 1280, height: 720 });
await projector.screenshot({ path: `${target}/projector.png` });

const live = await staff.newPage();
await live.goto(`${server.origin}/staff/sessions/${session.session_id}`);
await live.getByText('2022IMT-', { exact: false }).first().waitFor();
await live.screenshot({ path: `${target}/live.png` });

// Some minutes into a lecture: a phone that was offline, one that carries a second number, a scan that came too late, one without a key.
const { session: deskSession, scan, scanWithoutKey } = await deskClass(client, token, 'Networks · Lecture 8', 780_000);
const [offline, shared, other] = [chainedPhone(), chainedPhone(), chainedPhone()];
await scan(offline, '2022IMT-048', { agoMs: 660_000, queued: true });
await scan(shared, '2022IMT-101');
await scan(shared, '2022IMT-117');
await scan(other, '2022IMT-173', { agoMs: 90_000 });
await scanWithoutKey('2022IMT-220');
const desk = await staff.newPage();
await desk.setViewportSize({ width: 1280, height: 900 });
await desk.goto(`${server.origin}/staff/sessions/${deskSession.session_id}/desk`);
await desk.getByRole('article', { name: '2022IMT-173' }).waitFor();
await desk.screenshot({ path: `${target}/desk.png`, animations: 'disabled' });

const phone = await openPhone();
const page = phone.context.pages()[0]!;
await page.goto(`${server.origin}/s`);
await page.getByLabel('Student number').fill('2022IMT-048');
await page.getByRole('button', { name: 'Continue' }).click();
await page.getByRole('button', { name: /Paste/ }).click();
await page.getByRole('textbox').fill(JSON.stringify((await freshCarrier(session)).qr_payload));
await page.getByRole('button', { name: 'Send', exact: true }).click();
await page.getByRole('heading', { name: 'Present' }).waitFor();
await page.emulateMedia({ reducedMotion: 'reduce' });
await page.screenshot({ path: `${target}/phone.png`, animations: 'disabled' });

closePhones();
await browser.close();
client.close();
await server.stop();
removeDataDir(server.dataDir);
console.log(`projector.png, live.png, desk.png and phone.png are in ${target}`);
