import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deskPath, devicesPath, devicesPathOf, insightPath, livePath, projectorPath, rosterPath, routeOf, scanPath, sheetPath, signInPath, signInPathFrom } from './routes.ts';

const sessionId = '9a1c4a5e-0000-4000-8000-000000000000';
const routeAt = (address: string) => routeOf(new URL(address, 'https://attend.example.edu'));

test('each address of the staff pages leads to its page', () => {
  assert.deepEqual(routeAt('/staff'), { page: 'sessions' });
  assert.deepEqual(routeAt('/staff/'), { page: 'sessions' });
  assert.deepEqual(routeAt(livePath(sessionId)), { page: 'live', sessionId });
  assert.deepEqual(routeAt(projectorPath(sessionId)), { page: 'projector', sessionId });
  assert.deepEqual(routeAt(sheetPath(sessionId)), { page: 'sheet', sessionId });
  assert.deepEqual(routeAt(insightPath(sessionId)), { page: 'insight', sessionId });
  assert.deepEqual(routeAt(deskPath(sessionId)), { page: 'desk', sessionId, student: '' });
  assert.deepEqual(routeAt(deskPath(sessionId, 'Ö 1&2')), { page: 'desk', sessionId, student: 'Ö 1&2' });
  assert.deepEqual(routeAt(rosterPath(sessionId)), { page: 'roster', sessionId });
  assert.deepEqual(routeAt(devicesPath), { page: 'devices', student: '' });
  assert.deepEqual(routeAt(devicesPathOf('S 1')), { page: 'devices', student: 'S 1' });
  assert.deepEqual(routeAt(scanPath(sessionId)), { page: 'scan', sessionId });
  assert.deepEqual(routeAt('/setup#abc_-123'), { page: 'set_up', token: 'abc_-123' });
  assert.deepEqual(routeAt('/staff/elsewhere'), { page: 'unknown' });
});

test('sign-in leads back to where the reader was', () => {
  assert.deepEqual(routeAt(signInPath(livePath(sessionId))), { page: 'sign_in', next: livePath(sessionId) });
  assert.equal(signInPath('/staff'), '/sign_in');
  for (const here of [livePath(sessionId), deskPath(sessionId, 'Ö 1&2'), devicesPathOf('S 1')]) {
    assert.deepEqual(routeAt(signInPathFrom(new URL(here, 'https://attend.example.edu'))!), { page: 'sign_in', next: here });
  }
});

test('whoever is at the sign-in already keeps the way back, however many requests are refused', () => {
  assert.equal(signInPathFrom(new URL(signInPath(livePath(sessionId)), 'https://attend.example.edu')), undefined);
});

test('sign-in never leads to another site', () => {
  for (const next of ['https://evil.example/staff', '//evil.example', '/staff//evil.example/../..', '/\\evil.example', 'javascript:alert(1)', '/setup', '//evil.example?student=1']) {
    const route = routeAt(`/sign_in?next=${encodeURIComponent(next)}`);
    assert.ok(route.page === 'sign_in');
    assert.equal(new URL(route.next, 'https://attend.example.edu').origin, 'https://attend.example.edu');
    assert.match(route.next, /^\/staff/);
  }
});
