import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import type { RawReply } from '../../client/offline/answer.ts';
import { oneSenderHere } from '../../client/offline/one-sender.ts';
import type { ClaimOutcome } from '../../client/offline/claim-code.ts';
import type { DeviceSigner } from '../../client/offline/ports.ts';
import { base64url } from '../../protocol/base64url.ts';
import { parseSubmission, type EntryEnvelope } from '../../protocol/submission.ts';
import { memoryDisk, memoryStorage } from '../../../tests/offline/memory-storage.ts';
import { conduct, type ConductorPorts } from './conductor.ts';
import type { AppState } from './state.ts';
import { receipt } from './test-entries.ts';

const fragment = `#${'0'.repeat(47)}`;

const signer: DeviceSigner = {
  ...{ publicKey: base64url.encode(new Uint8Array(65).fill(4)), deviceId: base64url.encode(new Uint8Array(32)) },
  sign: async () => new Uint8Array(64),
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
};

test('a code in the address of a known student is stored, sent once as not queued, and recorded with no tap', async () => {
  const phone = phoneOf({ student: 'S-1' });
  await phone.conductor.open(fragment);
  assert.deepEqual(phone.sent.map(({ queued }) => queued), [false]);
  assert.equal(phone.state().view.kind, 'entry');
  assert.equal(phone.state().entries[0]!.state.kind, 'recorded');
  assert.ok(phone.log.indexOf('stored') < phone.log.indexOf('address cleared'));
  assert.ok(phone.log.indexOf('stored') < phone.log.indexOf('sent'));
});

test('the first time, the code waits for the student number and stays in the address until it is stored', async () => {
  const phone = phoneOf({ student: null });
  await phone.conductor.open(fragment);
  assert.equal(phone.state().view.kind, 'first_time');
  assert.deepEqual([phone.sent.length, phone.log.includes('address cleared')], [0, false]);
  await phone.conductor.takeStudent('S-2');
  assert.equal(phone.state().entries[0]!.state.kind, 'recorded');
  assert.equal(phone.state().entries[0]!.studentId, 'S-2');
});

test('the first time, a code keeps its place while the number is asked for, and the entry brings the claim', async () => {
  const phone = phoneOf({ student: null, place: { kind: 'kept', token: 'AAAA', untilMs: 1_700_000_600_000 } });
  await phone.conductor.open(fragment);
  assert.deepEqual([phone.state().view.kind, phone.state().placeUntilMs, phone.claimed.length], ['first_time', 1_700_000_600_000, 1]);
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual(phone.tokens, ['AAAA']);
  await phone.conductor.takeCode('K7QF3M2X');
  assert.deepEqual([phone.tokens, phone.claimed.length], [['AAAA', undefined], 1], 'a known student claims nothing');
});

test('a code that is refused says so before the number was typed, and leaves no entry and no address', async () => {
  const refused = { kind: 'refused', code: 'code_expired', reason: 'this code is no longer on the screen; scan again' } as const;
  const phone = phoneOf({ student: null, place: refused });
  await phone.conductor.open(fragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: refused });
  assert.deepEqual([phone.state().heldCode, phone.disk.entries.size, phone.log.includes('address cleared')], [null, 0, true]);
  phone.conductor.closeView();
  assert.equal(phone.state().view.kind, 'first_time');
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual([phone.state().view.kind, phone.sent.length], ['ready', 0]);
});

test('a number that is typed before the claim is answered waits for the answer', async () => {
  const { promise, resolve } = Promise.withResolvers<ClaimOutcome>();
  const phone = phoneOf({ student: null, place: promise });
  const opened = phone.conductor.open(fragment);
  await new Promise((done) => setImmediate(done));
  const taken = phone.conductor.takeStudent('S-2');
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([phone.state().view.kind, phone.sent.length], ['saving', 0]);
  resolve({ kind: 'kept', token: 'AAAA', untilMs: 0 });
  await Promise.all([opened, taken]);
  assert.deepEqual(phone.tokens, ['AAAA']);
});

test('of two codes the last one holds, whatever is said of the first', async () => {
  const { promise, resolve } = Promise.withResolvers<ClaimOutcome>();
  const phone = phoneOf({ student: null, place: promise });
  const opened = phone.conductor.open(fragment);
  await new Promise((done) => setImmediate(done));
  phone.setPlace({ kind: 'kept', token: 'BBBB', untilMs: 7 });
  await phone.conductor.takeCode('K7QF3M2X');
  resolve({ kind: 'refused', code: 'code_expired', reason: '' });
  await opened;
  assert.deepEqual([phone.state().view.kind, phone.state().placeUntilMs], ['first_time', 7]);
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual([phone.tokens, [...phone.disk.entries.values()].map(({ code }) => code)], [['BBBB'], ['K7QF3M2X']]);
});

test('without a network the entry waits, and only then is a sync asked for', async () => {
  const phone = phoneOf({ student: 'S-1', isDown: true });
  await phone.conductor.open(fragment);
  assert.equal(phone.state().entries[0]!.state.kind, 'waiting');
  assert.deepEqual(phone.state().sending, []);
  assert.ok(phone.log.indexOf('sent') < phone.log.indexOf('watched'));
  assert.ok(phone.log.includes('background sync'));
});

test('a phone that cannot store sends the scan once, unsealed, and never shows it as saved', async () => {
  const phone = phoneOf({ student: 'S-1', isFull: true });
  await phone.conductor.open(fragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: { kind: 'recorded', receipt: phone.receipts[0] } });
  assert.equal(phone.state().canStore, false);
  assert.deepEqual(phone.sent.map(({ signature, queued }) => [signature, queued]), [[undefined, false]]);
});

test('a phone that can neither store nor send says so', async () => {
  const phone = phoneOf({ student: 'S-1', isFull: true, isDown: true });
  await phone.conductor.open(fragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: { kind: 'unanswered', problem: '' } });
});

test('an outdated page sends nothing and stores nothing', async () => {
  const phone = phoneOf({ student: 'S-1', isNewer: true });
  await phone.conductor.open(fragment);
  await phone.conductor.takeCode('K7QF3M2X');
  assert.equal(phone.state().view.kind, 'outdated');
  assert.deepEqual([phone.sent.length, phone.claimed.length, phone.disk.entries.size], [0, 0, 0]);
});

test('entries keep the student number that they were made with', async () => {
  const phone = phoneOf({ student: 'S-1', isDown: true });
  await phone.conductor.open(fragment);
  await phone.conductor.takeStudent('S-9');
  await phone.conductor.takeCode('K7QF3M2X');
  assert.deepEqual([...phone.disk.entries.values()].map(({ studentId }) => studentId), ['S-1', 'S-9']);
});

test('an address without a code is cleared and says so', async () => {
  const phone = phoneOf({ student: 'S-1' });
  await phone.conductor.open('#nothing-here');
  assert.deepEqual(phone.state().view, { kind: 'ready', hasBadLink: true, isFirst: false });
  assert.ok(phone.log.includes('address cleared'));
});

test('an address that changes while the storage is read is taken once it was read', async () => {
  for (const [text, kind] of [[`#X${'0'.repeat(80)}`, 'bring'], [fragment, 'entry']] as const) {
    const phone = phoneOf({ student: 'S-1' });
    await Promise.all([phone.conductor.open(''), phone.conductor.takeFragment(text)]);
    assert.equal(phone.state().view.kind, kind);
  }
});

interface Circumstances {
  readonly student: string | null;
  readonly isDown?: boolean;
  readonly isFull?: boolean;
  readonly isNewer?: boolean;
  /** What becomes of a claim. */
  readonly place?: ClaimOutcome | Promise<ClaimOutcome>;
}

function phoneOf({ student, isDown = false, isFull = false, isNewer = false, place = { kind: 'none' } }: Circumstances) {
  const disk = memoryDisk();
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
    openLater: async () => Promise.reject(new TypeError('no network')),
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
