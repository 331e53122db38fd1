import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nineMs } from '../../tests/support/attendance.ts';
import { manageSessions } from './manage-sessions.ts';
import { defaultPolicy } from './policy.ts';
import type { OpeningsChange } from './ports.ts';
import { checkAt, closesAtMs, stateAt, type Session } from './session.ts';

const minute = 60_000;
const strict = { ...defaultPolicy, borrowedPhones: 0 };

/** A desk with a store in memory; `interfere` is done by somebody else just before the next write. */
function openDesk() {
  const sessions = new Map<string, Session>();
  const changes: OpeningsChange[] = [];
  const changed: string[] = [];
  const wrapped: string[] = [];
  let now = nineMs;
  let made = 0;
  let interfere: (() => void) | undefined;
  const desk = manageSessions({
    institutionId: 1,
    clock: () => now,
    mint: {
      uuid: () => `00000000-0000-4000-8000-00000000000${made++}`,
      randomBytes: (length) => new Uint8Array(length).fill(made),
      wrapSecret: (sessionId, secret) => {
        wrapped.push(sessionId);
        return secret.map((byte) => byte ^ 0xff);
      },
    },
    store: {
      insertSession: async (session) => void sessions.set(session.sessionId, session),
      findSession: async (_, id) => sessions.get(id),
      switchTyped: async ({ sessionId, offSinceMs }) => void sessions.set(sessionId, { ...sessions.get(sessionId)!, typedOffSinceMs: offSinceMs }),
      replaceChecks: async ({ sessionId, expected, checks }) => {
        interfere?.();
        interfere = undefined;
        const session = sessions.get(sessionId)!;
        if (JSON.stringify(session.checks) !== JSON.stringify(expected)) return false;
        sessions.set(sessionId, { ...session, checks });
        return true;
      },
      replaceOpenings: async (change) => {
        interfere?.();
        interfere = undefined;
        const session = sessions.get(change.sessionId)!;
        if (JSON.stringify(session.openings) !== JSON.stringify(change.expected)) return false;
        sessions.set(session.sessionId, { ...session, openings: change.openings });
        changes.push(change);
        return true;
      },
    },
    policies: { findPolicy: async (_, course) => (course === 'Strict' ? strict : undefined) },
    onChange: (sessionId) => void changed.push(sessionId),
  });
  const next = (action: () => void) => void (interfere = action);
  return { desk, sessions, changes, changed, wrapped, setNow: (nowMs: number) => void (now = nowMs), beforeNextWrite: next };
}

async function created(desk: ReturnType<typeof openDesk>['desk'], wish = {}): Promise<Session> {
  const session = await desk.create(wish);
  assert.ok(session.ok);
  return session.value;
}

test("a wish with nothing but the original's fields means what it meant there", async () => {
  const { desk, wrapped } = openDesk();
  const session = await created(desk);
  assert.deepEqual([session.course, session.durationMinutes, session.identity, session.rotationSeconds, session.startsAtMs], ['Course-101', 15, 'open', 0, nineMs]);
  assert.equal(closesAtMs(session), nineMs + 15 * minute);
  assert.deepEqual(wrapped, [session.sessionId]);
  assert.match(session.tag, /^[0-9a-f]{16}$/);
});

test('a session keeps what was wished', async () => {
  const { desk } = openDesk();
  const wish = { course: ' Réseaux ', durationMinutes: 90, identity: 'device', rotationSeconds: 5, graceSeconds: 3, startsAtMs: nineMs + minute, lateAfterMinutes: 10 };
  const session = await created(desk, wish);
  assert.deepEqual({ ...wish, course: 'Réseaux' }, Object.fromEntries(Object.keys(wish).map((name) => [name, session[name as keyof Session]])));
  assert.equal(stateAt(session, nineMs), 'scheduled');
});

test('what cannot be a session names its field', async () => {
  const { desk } = openDesk();
  assert.deepEqual(await desk.create({ rotationSeconds: 1 }), { ok: false, failure: { code: 'malformed', field: 'rotation_seconds' } });
  for (const course of ['', '  ', 'a\u0000b', '\uD800']) assert.deepEqual(await desk.create({ course }), { ok: false, failure: { code: 'malformed', field: 'course' } });
});

test('closing, extending and reopening are written with who did it, and tell the caches', async () => {
  const { desk, changes, changed, setNow } = openDesk();
  const { sessionId } = await created(desk);
  setNow(nineMs + 5 * minute);
  await desk.extend(sessionId, 10, 'Ada');
  await desk.close(sessionId, 'Ada');
  setNow(nineMs + 30 * minute);
  const reopened = await desk.reopen(sessionId, 5, 'Grace');
  assert.deepEqual(
    changes.map(({ action, staffName, atMs }) => [action, staffName, atMs - nineMs]),
    [['extend', 'Ada', 5 * minute], ['close', 'Ada', 5 * minute], ['reopen', 'Grace', 30 * minute]],
  );
  assert.deepEqual(changed, [sessionId, sessionId, sessionId]);
  assert.ok(reopened.ok);
  assert.deepEqual(reopened.value.openings, [{ fromMs: nineMs, untilMs: nineMs + 5 * minute }, { fromMs: nineMs + 30 * minute, untilMs: nineMs + 35 * minute }]);
});

test('a closed session is not extended, and one that does not exist is unknown', async () => {
  const { desk, setNow } = openDesk();
  const { sessionId } = await created(desk);
  setNow(nineMs + 15 * minute);
  assert.deepEqual(await desk.extend(sessionId, 5, 'Ada'), { ok: false, failure: { code: 'session_not_open' } });
  for (const change of [desk.close('nowhere', 'Ada'), desk.extend('nowhere', 5, 'Ada'), desk.reopen('nowhere', 5, 'Ada')]) {
    assert.deepEqual(await change, { ok: false, failure: { code: 'unknown_session' } });
  }
});

test('two members of staff who act at once both count', async () => {
  const { desk, sessions, beforeNextWrite } = openDesk();
  const { sessionId, openings } = await created(desk);
  beforeNextWrite(() => sessions.set(sessionId, { ...sessions.get(sessionId)!, openings: [{ ...openings[0]!, untilMs: openings[0]!.untilMs + 10 * minute }] }));
  const extended = await desk.extend(sessionId, 5, 'Ada');
  assert.ok(extended.ok);
  assert.equal(closesAtMs(extended.value), nineMs + 30 * minute);
});

test('a session keeps the policy that its course has when it is made', async () => {
  const { desk } = openDesk();
  assert.deepEqual((await created(desk, { course: 'Strict' })).policy, strict);
  assert.deepEqual((await created(desk)).policy, defaultPolicy);
});

test('a check begins now, ends the one that runs, and may be ended before its time', async () => {
  const { desk, changed, setNow } = openDesk();
  const { sessionId } = await created(desk);
  const at = (minutes: number) => nineMs + minutes * minute;
  setNow(at(5));
  await desk.startCheck(sessionId, 3, 'Ada');
  setNow(at(6));
  const second = await desk.startCheck(sessionId, 3, 'Ada');
  assert.ok(second.ok);
  assert.deepEqual(second.value.checks, [{ fromMs: at(5), untilMs: at(6) }, { fromMs: at(6), untilMs: at(9) }]);
  assert.deepEqual([checkAt(second.value, at(5)), checkAt(second.value, at(6)), checkAt(second.value, at(9))], [1, 2, null]);
  setNow(at(7));
  const ended = await desk.endCheck(sessionId, 'Ada');
  assert.ok(ended.ok);
  assert.deepEqual(ended.value.checks.at(-1), { fromMs: at(6), untilMs: at(7) });
  assert.equal(changed.length, 3);
  setNow(at(15));
  assert.deepEqual(await desk.startCheck(sessionId, 3, 'Ada'), { ok: false, failure: { code: 'session_not_open' } });
  assert.deepEqual(await desk.endCheck('nowhere', 'Ada'), { ok: false, failure: { code: 'unknown_session' } });
});

test('two checks that are asked for at once follow each other', async () => {
  const { desk, sessions, beforeNextWrite, setNow } = openDesk();
  const { sessionId } = await created(desk);
  setNow(nineMs + minute);
  beforeNextWrite(() => sessions.set(sessionId, { ...sessions.get(sessionId)!, checks: [{ fromMs: nineMs, untilMs: nineMs + 5 * minute }] }));
  const started = await desk.startCheck(sessionId, 2, 'Ada');
  assert.ok(started.ok);
  assert.deepEqual(started.value.checks, [{ fromMs: nineMs, untilMs: nineMs + minute }, { fromMs: nineMs + minute, untilMs: nineMs + 3 * minute }]);
});
