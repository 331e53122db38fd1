import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Api, ApiFailure } from '../../../client/api.ts';
import { takenScans } from './taken-scans.ts';
import { wordsOfTaken } from './taken-words.ts';

const recorded = { student_id: '2022IMT-048', outcome: 'accepted' as const, code: 'accepted', reason: 'accepted', grade: 'offline_verified' };
const unreachable = { kind: 'unreachable', problem: 'no connection' } as const;
const refusedWith = (code: string, more: object = {}): ApiFailure => ({ kind: 'refused', code, reason: code, status: 400, retry: false, requestId: 'r', ...more });

/** A page whose calls are answered with these, one after the other. */
function page(answers: readonly (typeof recorded | ApiFailure)[]) {
  const asked: unknown[] = [];
  const call = async (_: string, { body }: { readonly body: unknown }) => {
    const answer = answers[asked.push(body) - 1]!;
    return 'outcome' in answer ? { ok: true, value: answer } : { ok: false, failure: answer };
  };
  let signedOut = 0;
  const onSignedOut = (failure: ApiFailure) => failure.kind === 'refused' && failure.code === 'auth_required' && ++signedOut > 0;
  const taken = takenScans({ api: { call } as unknown as Api, sessionId: 's', wallNow: () => 1, onSignedOut });
  return { ...taken, asked, signedOut: () => signedOut, said: () => taken.scans.value.map(({ state }) => wordsOfTaken(state).word) };
}

test('a phone that stays before the camera is sent once; the newest stands first', async () => {
  const { take, asked, said, scans } = page([recorded, refusedWith('malformed', { field: 'session' })]);
  await Promise.all([take('A'), take('A')]);
  await take('A');
  await take('B');
  assert.deepEqual(asked, [{ sealed: 'A' }, { sealed: 'B' }]);
  assert.deepEqual(said(), ['Not taken', 'Recorded']);
  assert.match(wordsOfTaken(scans.value[0]!.state).sentence, /another session/);
});

test('what was not answered is sent again, by itself or when it is shown once more', async () => {
  const { take, resend, asked, said } = page([unreachable, unreachable, recorded]);
  await take('A');
  assert.deepEqual(said(), ['Not sent']);
  await take('A');
  await resend();
  await resend();
  assert.equal(asked.length, 3);
  assert.deepEqual(said(), ['Recorded']);
});

test('a browser that is signed out goes to sign in, and says that the scan was not sent', async () => {
  const { take, said, signedOut } = page([refusedWith('auth_required')]);
  await take('A');
  assert.deepEqual([said(), signedOut()], [['Not sent'], 1]);
});
