import { createHash } from 'node:crypto';

import { base64url } from '../../src/protocol/base64url.ts';
import { refusal, refusals, reasonOf, type RefusalCode } from '../../src/protocol/codes.ts';
import { parseSubmission, type EntryEnvelope } from '../../src/protocol/submission.ts';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import type { RawReply } from '../../src/client/offline/answer.ts';

/** An attendance server of a few lines, written from the protocol alone, and the networks that stand before it. */
export interface FakeServer {
  /** entry_id of the record of each student and session. */
  readonly records: ReadonlyMap<string, string>;
  /** Every code that was given for an entry, even where the reply was lost. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
  receive(envelope: EntryEnvelope): RawReply;
}

/** `refuses` judges a code; undefined accepts it. The fake names a session by the code's own text. */
export function fakeServer(refuses: (code: string) => RefusalCode | undefined = () => undefined): FakeServer {
  const records = new Map<string, string>();
  const answers = new Map<string, string[]>();

  function receive(envelope: EntryEnvelope): RawReply {
    const submission = parseSubmission(JSON.parse(JSON.stringify(envelope)));
    if (!submission.ok || submission.value.kind !== 'entry') return refuse('malformed');
    const { entry, entryBytes } = submission.value;
    const entryId = base64url.encode(createHash('sha256').update(entryBytes).digest());
    const said = answers.get(entryId) ?? [];
    answers.set(entryId, said);

    const why = refuses(entry.codes[0]!);
    const place = `${studentKeyOf(entry.student)} ${entry.codes[0]}`;
    const holder = records.get(place);
    if (why !== undefined) {
      said.push(why);
      return refuse(why);
    }
    if (holder !== undefined && holder !== entryId) {
      said.push('duplicate_submission');
      return refuse('duplicate_submission', { record: { received_at: at, attendance: 'present', grade: 'online_in_window', latency_seconds: 1 } });
    }
    records.set(place, entryId);
    said.push('accepted');
    return json(201, {
      ...{ status: 'accepted', code: 'accepted', retry: false, request_id: 'r', latency_seconds: 276.289487, code_age_seconds: null },
      ...{ grade: 'online_in_window', standing: 'counted', reasons: [], attendance: 'present', session_id: at, course: 'Networks' },
      ...{ student_id: entry.student, entry_id: entryId, scanned_at: at, received_at: at },
    });
  }

  return { records, answers, receive };
}

const at = '2026-11-02T09:00:00.000+00:00';

function refuse(code: RefusalCode, more: object = {}): RawReply {
  const { status, retry } = refusals[code];
  return json(status, { status: 'error', code, reason: reasonOf(refusal(code)), retry, request_id: 'r', ...more });
}

export function json(status: number, body: unknown, retryAfter: string | null = null): RawReply {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), retryAfter };
}

export const networks = ['up', 'down', 'loses replies', 'portal', 'portal says ok', 'bad gateway', 'overloaded'] as const;
export type Network = (typeof networks)[number];

/** What arrives at the device; throws where nothing does. */
export function through(network: Network, server: FakeServer, envelope: EntryEnvelope): RawReply {
  switch (network) {
    case 'up':
      return server.receive(envelope);
    case 'down':
      throw new TypeError('fetch failed');
    case 'loses replies':
      server.receive(envelope);
      throw new TypeError('fetch failed');
    case 'portal':
      return { status: 200, contentType: 'text/html', body: '<h1>Welcome to the Wi-Fi</h1>', retryAfter: null };
    case 'portal says ok':
      return json(201, { status: 'accepted', code: 'accepted' });
    case 'bad gateway':
      return { status: 502, contentType: 'text/html', body: '<h1>502</h1>', retryAfter: null };
    case 'overloaded':
      return refuse('storage_unavailable');
  }
}
