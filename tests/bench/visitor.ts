import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

import { proxyCertificate } from '../faults/proxy-programs.ts';
import { byteCounter, type Bytes } from '../support/byte-counter.ts';
import { findChromium } from '../support/find-tools.ts';

/** A student's phone: a real Chromium whose every byte to and from the server is counted. */
export interface Visitor {
  /** Opens the student page as somebody who was never here, without what is fetched to work offline, and goes. */
  loadPage(): Promise<Bytes>;
  /** The same, and stays until all of it is there. */
  visitFirst(): Promise<Bytes>;
  /** The browser is started anew over what it kept. */
  visitAgain(): Promise<Bytes>;
  /** One submission by the page on the connection that it has. */
  submit(body: unknown): Promise<Bytes>;
  close(): Promise<void>;
}

/** Chromium looks for a new service worker a second after a page was loaded. */
const visitQuietMs = 3_000;
const submissionQuietMs = 300;

const { publicKey } = new X509Certificate(proxyCertificate.cert);
const trusted = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', `--ignore-certificate-errors-spki-list=${trusted}`];

export async function visitor(scheme: 'http' | 'https', port: number): Promise<Visitor> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium was found: install it, or say where it is in CHROMIUM_PATH');
  const executable = { executablePath };
  const wire = await byteCounter(port);
  const origin = `${scheme}://localhost:${wire.port}`;
  const profiles: string[] = [];
  let staying: { readonly context: BrowserContext; readonly page: Page } | undefined;

  async function open(profile: string, serviceWorkers: 'allow' | 'block'): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
    const context = await chromium.launchPersistentContext(profile, { ...executable, headless: true, args, serviceWorkers, locale: 'en-GB', viewport: { width: 390, height: 844 } });
    const page = context.pages()[0]!;
    await page.goto(`${origin}/s`);
    return { context, page };
  }

  function newProfile(): string {
    const profile = mkdtempSync(join(tmpdir(), 'attend-visit-'));
    profiles.push(profile);
    return profile;
  }

  return {
    loadPage: async () => {
      const { context } = await open(newProfile(), 'block');
      const bytes = await wire.take(visitQuietMs);
      await context.close();
      await wire.take(0);
      return bytes;
    },
    visitFirst: async () => {
      staying = await open(newProfile(), 'allow');
      await staying.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      return wire.take(visitQuietMs);
    },
    visitAgain: async () => {
      await staying!.context.close();
      await wire.take(submissionQuietMs);
      staying = await open(profiles.at(-1)!, 'allow');
      // Browsers do it by themselves, but not every time.
      await staying.page.evaluate(() => navigator.serviceWorker.ready.then((worker) => worker.update()).then(() => undefined));
      return wire.take(visitQuietMs);
    },
    submit: async (body) => {
      const { page } = staying!;
      await page.evaluate(() => fetch('/healthz').then((reply) => reply.text()));
      await wire.take(submissionQuietMs);
      const status = await page.evaluate(async (text) => {
        const reply = await fetch('/submit_attendance', { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
        await reply.text();
        return reply.status;
      }, JSON.stringify(body));
      if (status !== 201) throw new Error(`the submission was answered ${status}`);
      return wire.take(submissionQuietMs);
    },
    close: async () => {
      await staying?.context.close();
      wire.close();
      for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
