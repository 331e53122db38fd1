import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SessionSummary } from '../../../protocol/schemas.ts';
import { withNewest, withOlder } from './listed-sessions.ts';

const session = (id: string, counted = 0) => ({ session_id: id, counted }) as SessionSummary;
const list = (ids: string) => [...ids].map((id) => session(id));
const idsOf = (sessions: readonly SessionSummary[]) => sessions.map(({ session_id: id }) => id).join('');

test('sessions that are listed already are shown as they are now, once and in their order', () => {
  const merged = withNewest(list('cba'), [session('c', 7), session('b')]);
  assert.equal(idsOf(merged), 'cba');
  assert.equal(merged[0]!.counted, 7);
});

test('a new session pushes none out of the list', () => {
  assert.equal(idsOf(withNewest(list('cba'), list('dc'))), 'dcba');
  assert.equal(idsOf(withNewest(list('cb'), list('dc'))), 'dcb');
});

test('a list from which nothing is among the newest begins anew, since others may stand in between', () => {
  assert.equal(idsOf(withNewest(list('ba'), list('fe'))), 'fe');
  assert.equal(idsOf(withNewest([], list('ba'))), 'ba');
});

test('older ones that come twice are listed once', () => {
  assert.equal(idsOf(withOlder(withOlder(list('dc'), list('ba')), list('ba'))), 'dcba');
});
