import type { BrowserContext, Page } from 'playwright-core';

import { attendanceOf, createSession, type AttendanceRow, type CreatedSession } from './classroom.ts';
import { gateProxy, type GateProxy } from './gate-proxy.ts';
import { httpClient, type HttpClient } from './http-client.ts';
import { heading } from './page-words.ts';
import { projectedCode } from './projected-code.ts';
import { removeDataDir, staffToken, startServerProcess, type ServerProcess } from './server.ts';

/** A server with a gate before it, and classes whose codes stay in their window for as long as any test of the queue takes. */
export interface QueueLab {
  readonly gate: GateProxy;
  /** As many classes, each with the code that its projector shows. */
  openClasses(count: number): Promise<readonly OpenClass[]>;
  rowsOf(each: OpenClass): Promise<readonly AttendanceRow[]>;
  close(): Promise<void>;
}

export type LabServer = Pick<ServerProcess, 'port' | 'dataDir'> & { stop(): Promise<unknown> };

export interface OpenClass {
  readonly session: CreatedSession;
  readonly code: string;
}

const lastingCodes = { course: 'Networks', identity: 'device', rotation_seconds: 60, grace_seconds: 300, duration_minutes: 60 };

/** `given` is a server that runs already; it is stopped with the rest. */
export async function openQueueLab(given?: LabServer): Promise<QueueLab> {
  const server = given ?? (await startServerProcess());
  const gate = await gateProxy(server.port);
  const token = await staffToken(server.dataDir);
  const client: HttpClient = httpClient(server.port, 4);

  async function openClass(): Promise<OpenClass> {
    const session = await createSession(client, token, lastingCodes);
    return { session, code: await projectedCode(client, token, session) };
  }

  return {
    gate,
    openClasses: (count) => Promise.all(Array.from({ length: count }, openClass)),
    rowsOf: ({ session }) => attendanceOf(client, token, session.session_id),
    async close() {
      gate.close();
      client.close();
      await server.stop();
      removeDataDir(server.dataDir);
    },
  };
}

/** The words with which the page promises that a scan is kept. */
export const savedWords = 'Saved on this phone';

/** Hears whatever the pages of this context say, from now on, even words that are gone before a test could look. */
export async function listenTo(context: BrowserContext): Promise<{ readonly wasToldSaved: () => boolean; readonly toldSaved: Promise<void> }> {
  let isTold = false;
  const { promise: toldSaved, resolve } = Promise.withResolvers<void>();
  context.on('console', (message) => {
    if (message.text() !== 'told: saved') return;
    isTold = true;
    resolve();
  });
  await context.addInitScript((words) => {
    const look = () => document.body?.innerText.includes(words) && console.debug('told: saved');
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  }, savedWords);
  return { wasToldSaved: () => isTold, toldSaved };
}

export const waitingHeading = (page: Page) => page.getByRole('heading', { name: /scans? waits? to be sent/ });

/** Gives the student number on a page that opens for the first time, and waits until it would open without a network. */
export async function enrol(page: Page, origin: string, student: string): Promise<void> {
  await page.goto(`${origin}/s`);
  await page.getByLabel('Student number').fill(student);
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Scan').waitFor();
  await page.evaluate('navigator.serviceWorker.ready');
}

/** Comes to a page that is open as the phone's own camera does. */
export async function takeCode(page: Page, code: string): Promise<void> {
  await page.evaluate((text) => {
    location.hash = text;
  }, code);
}

/** Scans while there is no network; resolves when the page has said that it keeps the scan. */
export async function queueCode(page: Page, { code }: OpenClass): Promise<void> {
  await takeCode(page, code);
  await heading(page, savedWords).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
}
