import { base64url } from '../../protocol/base64url.ts';
import { submitPath } from '../../protocol/submit-path.ts';
import type { EntryEnvelope } from '../../protocol/submission.ts';
import type { RawReply } from './answer.ts';
import type { QueuedEntry } from './ports.ts';

/** One attempt. Rejects where nothing came back in time. */
export type SendEnvelope = (envelope: EntryEnvelope) => Promise<RawReply>;

export const attemptTimeoutMs = 10_000;

export interface SenderPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Origin and base path of the server; empty in a page of the server itself. */
  readonly baseUrl: string;
  readonly timeoutMs?: number;
}

export function entrySender(ports: SenderPorts): SendEnvelope {
  const post = jsonPoster(ports);
  return (envelope) => post(submitPath[1], envelope);
}

/** Sends a student's words to a path of the server. Rejects where nothing came back in time. */
export type PostJson = (path: string, body: unknown) => Promise<RawReply>;

export function jsonPoster({ fetch, baseUrl, timeoutMs = attemptTimeoutMs }: SenderPorts): PostJson {
  return async function post(path, body) {
    const response = await fetch(baseUrl.replace(/\/+$/, '') + path, {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept: 'application/json' } },
      // A redirect is never our server's answer to a submission: following one would post the entry to a Wi-Fi portal.
      ...{ redirect: 'manual', cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) },
    });
    const contentType = response.headers.get('content-type');
    // The page of a portal may be large and is not read.
    const isJson = contentType?.includes('json') ?? false;
    if (!isJson) void response.body?.cancel().catch(() => undefined);
    return { status: response.status, contentType, body: isJson ? await response.text() : '', retryAfter: response.headers.get('retry-after') };
  };
}

/**
 * What travels: the stored bytes as they are, so that a repetition has the same `entry_id`. `head` is the end of the device's
 * chain, which tells the server that every entry before it exists by now.
 */
export function envelopeOf(entry: QueuedEntry, queued: boolean, head: string | null = null): EntryEnvelope {
  const { bytes, signature, deviceKey } = entry;
  const seal = signature === null || deviceKey === null ? {} : { signature, device_key: deviceKey, ...(head !== null && { head }) };
  return { entry: base64url.encode(bytes), ...seal, queued };
}
