import { resolve } from 'node:path';
import { after } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';

import { startServer, type RunningServer } from '../http/start-server.ts';
import { closePhones, launchBrowser, signInStaff } from './browser.ts';
import { dropDatabaseOf } from './engine.ts';
import { httpClient, type HttpClient } from './http-client.ts';
import { openQueueLab, type QueueLab } from './queue-lab.ts';
import { removeDataDir, staffToken, startServerProcess, type ServerProcess, type ServerProcessWish } from './server.ts';

/** What a test file plays on. It is set up by one call at the top of the file and goes when the file's last test has ended. */

export interface StageServer extends Pick<ServerProcess, 'origin' | 'port' | 'dataDir' | 'kill'> {
  /** After `kill`: over what it kept, at the same place. */
  restart(): Promise<void>;
}

export interface ServerStage {
  readonly server: StageServer;
  readonly client: HttpClient;
  readonly token: string;
}

export interface BrowserStage extends ServerStage {
  readonly browser: Browser;
}

export interface StaffStage extends BrowserStage {
  /** A signed-in laptop. */
  readonly staff: BrowserContext;
}

/** A server in a process of its own; the phones that a failed test left open go with it. */
export function openServerStage(wish?: ServerProcessWish): Promise<ServerStage> {
  return setUp((onEnd) => serverStage(onEnd, wish));
}

export function openBrowserStage(wish?: ServerProcessWish): Promise<BrowserStage> {
  return setUp(async (onEnd) => ({ ...(await serverStage(onEnd, wish)), browser: await closingBrowser(onEnd) }));
}

export function openStaffStage(wish?: ServerProcessWish): Promise<StaffStage> {
  return setUp(async (onEnd) => {
    const stage = await serverStage(onEnd, wish);
    const browser = await closingBrowser(onEnd);
    return { ...stage, browser, staff: await signInStaff(browser, stage.server.origin, stage.token) };
  });
}

const builtPages = resolve(import.meta.dirname, '../../dist/web');

export interface InnerStage {
  readonly server: RunningServer;
  readonly browser: Browser;
  readonly staff: BrowserContext;
}

/** A server in this process, whose clock and store a test can reach, with the built pages. */
export function openInnerStage(clock: () => number = Date.now): Promise<InnerStage> {
  return setUp(async (onEnd) => {
    const server = await startServer({ clock, monotonic: () => performance.now(), pagesDir: builtPages });
    onEnd(() => server.stop());
    const browser = await closingBrowser(onEnd);
    return { server, browser, staff: await signInStaff(browser, server.origin, server.token) };
  });
}

export interface PassingStage {
  readonly server: RunningServer;
  readonly client: HttpClient;
  /** For the server so much time passes in this moment. */
  pass(ms: number): void;
}

/** A server in this process that is told how time passes, with the built pages; the phones that a failed test left open go with it. */
export function openPassingStage(): Promise<PassingStage> {
  return setUp(async (onEnd) => {
    let passedMs = 0;
    const server = await startServer({ clock: () => Date.now() + passedMs, monotonic: () => performance.now() + passedMs, pagesDir: builtPages });
    onEnd(() => server.stop());
    const client = httpClient(Number(new URL(server.origin).port), 4);
    onEnd(() => client.close());
    onEnd(closePhones);
    return { server, client, pass: (ms) => void (passedMs += ms) };
  });
}

/** A browser, and classes behind a gate. */
export function openQueueStage(): Promise<{ readonly lab: QueueLab; readonly browser: Browser }> {
  return setUp(async (onEnd) => {
    const lab = await openQueueLab();
    onEnd(() => lab.close());
    return { lab, browser: await closingBrowser(onEnd) };
  });
}

type End = () => unknown;
type OnEnd = (end: End) => void;

async function serverStage(onEnd: OnEnd, wish?: ServerProcessWish): Promise<ServerStage> {
  let running = await startServerProcess(wish);
  const { origin, port, dataDir } = running;
  onEnd(async () => {
    await running.stop();
    await dropDatabaseOf(dataDir);
    removeDataDir(dataDir);
  });
  const client = httpClient(port, 4);
  onEnd(() => client.close());
  onEnd(closePhones);
  return {
    server: {
      ...{ origin, port, dataDir },
      kill: () => running.kill(),
      async restart() {
        running = await startServerProcess({ ...wish, dataDir, port });
      },
    },
    client,
    token: await staffToken(dataDir, wish?.env),
  };
}

async function closingBrowser(onEnd: OnEnd): Promise<Browser> {
  const browser = await launchBrowser();
  onEnd(() => browser.close());
  return browser;
}

/** Takes down in the reverse order, also what stands already when the rest cannot be set up: hooks do not run for a file that ends there. */
async function setUp<Stage>(open: (onEnd: OnEnd) => Promise<Stage>): Promise<Stage> {
  const ends: End[] = [];
  const takeDown = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  after(takeDown);
  try {
    return await open((end) => ends.push(end));
  } catch (error) {
    await takeDown();
    throw error;
  }
}
