import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { RawReply } from '../../src/client/offline/answer.ts';
import type { ClaimOutcome } from '../../src/client/offline/claim-code.ts';
import { oneSenderHere } from '../../src/client/offline/one-sender.ts';
import type { DeviceSigner, QueuedEntry } from '../../src/client/offline/ports.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { parseSubmission, type EntryEnvelope } from '../../src/protocol/submission.ts';
import { conduct, type ConductorPorts } from '../../src/web/student/conductor.ts';
import type { Later } from '../../src/web/student/later.ts';
import type { AppState } from '../../src/web/student/state.ts';
import { receipt } from '../../src/web/student/test-entries.ts';
import { memoryDisk, memoryStorage } from '../offline/memory-storage.ts';

/** A student's page on ports in memory: what it stores, sends and shows is there to be looked at. */

export const codeFragment = `#${'0'.repeat(47)}`;

const signer: DeviceSigner = {
  ...{ publicKey: base64url.encode(new Uint8Array(65).fill(4)), deviceId: base64url.encode(new Uint8Array(32)) },
  sign: async () => new Uint8Array(64),
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
};

export interface PhoneWish {
  readonly student: string | null;
  readonly isDown?: boolean;
  readonly isFull?: boolean;
  /** What it has stored before. */
  readonly entries?: readonly QueuedEntry[];
  readonly isNewer?: boolean;
  /** What loads after the first button is there, and keeps scans. */
  readonly keeps?: boolean;
  /** What becomes of a claim. */
  readonly place?: ClaimOutcome | Promise<ClaimOutcome>;
}

export function phoneOf({ student, isDown = false, isFull = false, isNewer = false, entries = [], keeps = false, place = { kind: 'none' } }: PhoneWish) {
  const disk = memoryDisk();
  for (const entry of entries) disk.entries.set(entry.key, entry);
  const memory = memoryStorage(disk);
  const log: string[] = [];
  const sent: EntryEnvelope[] = [];
  const receipts: unknown[] = [];
  const claimed: string[] = [];
  const tokens: (string | undefined)[] = [];
  let nextPlace = place;
  const states: AppState[] = [];
  const note = (word: string) => () => void log.push(word);
  let nonces = 0;

  const ports: ConductorPorts = {
    storage: {
      ...memory,
      async append(...given) {
        if (isFull) throw new DOMException('full', 'QuotaExceededError');
        const isStored = await memory.append(...given);
        log.push('stored');
        return isStored;
      },
    },
    async send(envelope) {
      log.push('sent');
      sent.push(envelope);
      tokens.push(tokenOf(envelope));
      if (isDown) throw new TypeError('fetch failed');
      return replyTo(envelope, receipts);
    },
    exclusive: (task) => task(),
    oneSender: oneSenderHere(),
    readStudent: async () => {
      if (isNewer) throw new DOMException('newer', 'VersionError');
      return student;
    },
    readKept: async () => [],
    openLater: async () => {
      if (!keeps) throw new TypeError('no network');
      return { ...nothingLater, keep: async () => log.push('kept for later') > 0, renewKey: async () => note('key renewed')() };
    },
    keepPlace: async (code) => {
      claimed.push(code);
      return nextPlace;
    },
    ...{ writeStudent: async () => undefined, openSigner: async () => signer },
    ...{ nowMs: () => 1_700_000_000_000 + nonces, monotonicMs: () => 5.5, random: () => 0.5 },
    randomBytes: (length) => new Uint8Array(length).fill(++nonces),
    schedule: { kick: note('kicked'), watch: note('watched'), idle: async () => undefined, stop: async () => undefined },
    isNewerStorage: (problem) => problem instanceof DOMException && problem.name === 'VersionError',
    ...{ tellOthers: note('told'), keepStorage: note('kept'), syncInBackground: note('background sync'), clearAddress: note('address cleared') },
    onState: (state) => void states.push(state),
  };
  const setPlace = (next: ClaimOutcome) => void (nextPlace = next);
  return { conductor: conduct(ports), disk, log, sent, tokens, claimed, setPlace, receipts, state: () => states.at(-1)! };
}

const nothingLater: Later = {
  ...{ recover: async () => false, keep: async () => false, takeCode: async () => false, finish: async () => undefined },
  ...{ renewKey: async () => undefined, readNews: async () => undefined, lookAround: async () => undefined },
};

function tokenOf(envelope: EntryEnvelope): string | undefined {
  const submission = parseSubmission(envelope);
  assert.ok(submission.ok && submission.value.kind === 'entry');
  return submission.value.entry.token;
}

function replyTo(envelope: EntryEnvelope, receipts: unknown[]): RawReply {
  const submission = parseSubmission(envelope);
  assert.ok(submission.ok && submission.value.kind === 'entry');
  const { entry, seal } = submission.value;
  const own = { ...receipt, student_id: entry.student, entry_id: seal === null ? 'of-the-server' : createHash('sha256').update(submission.value.entryBytes).digest('base64url') };
  receipts.push(own);
  return { status: 201, contentType: 'application/json', body: JSON.stringify(own), retryAfter: null };
}
