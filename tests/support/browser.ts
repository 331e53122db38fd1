import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

import { showFilmToCamera, showToCamera, type Shot } from './camera-file.ts';
import { findChromium } from './find-tools.ts';

/** Real Chromium, driven as a professor's laptop and as a student's phone with a camera. */

/**
 * Chromium draws the suggestions of its address bar with two web pages of its own for each window, which is for each context here: a
 * fifth of the CPU time of a browser test. The last `--disable-features` counts, so it names again what Playwright switches off.
 */
const offFeatures = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter'],
  ...['PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'TcpPortRandomizationWin', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--disable-dev-shm-usage', '--disable-search-engine-choice-screen', `--disable-features=${offFeatures.join()}`],
];
/** No test waits longer for anything that a page does. */
const patienceMs = 15_000;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), headless: true, args: flags });
}

export interface Phone {
  readonly context: BrowserContext;
  /** Points the camera at the picture: it is what the next scan sees. */
  aimAt(png: Uint8Array): void;
  /** Lets the camera see a film, again and again, from its next start on. */
  film(shots: readonly Shot[]): void;
  /** SIGKILL to the whole browser; what it keeps on disk stays. */
  kill(): Promise<void>;
  /** Opens the browser again over what it kept. */
  reopen(): Promise<Phone>;
  close(): Promise<void>;
}

const opened = new Set<string>();

/** For the end of a test file: a browser that a failed test left open would keep the process alive. */
export function closePhones(): void {
  for (const profileDir of opened) {
    killAll(profileDir);
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** A browser with storage of its own and a camera that looks at a file. */
export async function openPhone(profileDir = mkdtempSync(join(tmpdir(), 'attend-phone-'))): Promise<Phone> {
  const camera = join(profileDir, 'camera.y4m');
  const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`];
  const context = await chromium.launchPersistentContext(profileDir, {
    ...{ executablePath: executable(), headless: true, args: [...flags, ...fakeCamera], locale: 'en-GB' },
    ...{ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  });
  context.setDefaultTimeout(patienceMs);
  opened.add(profileDir);
  return {
    context,
    aimAt: (png) => showToCamera(camera, png),
    film: (shots) => showFilmToCamera(camera, shots),
    kill: async () => {
      while (killAll(profileDir) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    reopen: () => openPhone(profileDir),
    close: async () => {
      await context.close();
      opened.delete(profileDir);
      rmSync(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Kills every process of the browser that has this profile, and of no other; answers how many were still there. */
function killAll(profileDir: string): number {
  const { stdout } = spawnSync('pgrep', ['-f', '--', profileDir], { encoding: 'utf8' });
  const pids = stdout.split('\n').filter((line) => line !== '').map(Number);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
  return pids.length;
}

/** A signed-in laptop. */
export async function signInStaff(browser: Browser, origin: string, token: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.goto(`${origin}/sign_in`);
  await page.getByLabel('Staff token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sessions', level: 1 }).waitFor();
  await page.close();
  return context;
}

/** The projector page of a session, with its picture drawn. */
export async function openProjector(staff: BrowserContext, origin: string, sessionId: string): Promise<Page> {
  const page = await staff.newPage();
  // A frozen camera must not catch two codes while one fades into the other.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${origin}/staff/sessions/${sessionId}/projector`);
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  return page;
}

function executable(): string {
  const found = findChromium();
  if (found === undefined) throw new Error('there is no Chromium; "npm test" installs one or says how');
  return found;
}
