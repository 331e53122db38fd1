import { request } from 'node:https';

import type { Terminal } from '../terminal.ts';

/** What an address answers when it is asked for `/healthz`. */
export interface Health {
  readonly status: number;
  readonly body: string;
  /** The header `Date`. */
  readonly date: string | null;
}

/** Undefined where nobody answers, or with a certificate that is not trusted for the address. */
export type AskHealth = (address: string) => Promise<Health | undefined>;

const timeoutMs = 5000;

export function askTrusted({ fetch }: Pick<Terminal, 'fetch'>): AskHealth {
  return async (address) => {
    const response = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
    return response === undefined ? undefined : { status: response.status, body: await response.text(), date: response.headers.get('date') };
  };
}

/** On this machine itself, where a certificate is for another name than `localhost`; whether phones can trust it is found out elsewhere. */
export const askHere: AskHealth = (address) =>
  new Promise((resolve) => {
    const asked = request(`${address}/healthz`, { rejectUnauthorized: false, timeout: timeoutMs, agent: false }, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (text: string) => (body += text));
      reply.on('end', () => resolve({ status: reply.statusCode!, body, date: reply.headers.date ?? null }));
      reply.on('error', () => resolve(undefined));
    });
    asked.on('timeout', () => asked.destroy(new Error('silent')));
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
