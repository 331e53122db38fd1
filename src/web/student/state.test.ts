import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initialState, reduce, type AppEvent, type AppState } from './state.ts';
import { entryOf, recorded, refusedState, waiting } from './test-entries.ts';

const after = (...events: readonly AppEvent[]): AppState => events.reduce(reduce, initialState);
const openedAs = (student: string | null, entries: AppState['entries'] = []): AppEvent => ({ type: 'opened', student, entries });
const code = 'K7QF3M2X';

test('a phone that knows its student is ready', () => {
  assert.deepEqual(after(openedAs('S-1')).view, { kind: 'ready', hasBadLink: false, isFirst: true });
});

test('a phone that does not know its student asks once, whatever is opened', () => {
  assert.equal(after(openedAs(null)).view.kind, 'first_time');
  assert.equal(after(openedAs(null), { type: 'bad_link_found' }).view.kind, 'first_time');
});

test('a code that is found before the student is known is held, and goes on by itself afterwards', () => {
  const held = after(openedAs(null), { type: 'code_found', code });
  assert.deepEqual([held.view.kind, held.heldCode], ['first_time', code]);
  const given = reduce(held, { type: 'student_given', student: 'S-1' });
  assert.deepEqual([given.view.kind, given.heldCode, given.student], ['saving', null, 'S-1']);
});

test('a code of a known student is saved with no tap, and its entry is shown once it is stored', () => {
  const saving = after(openedAs('S-1'), { type: 'code_found', code });
  assert.equal(saving.view.kind, 'saving');
  assert.deepEqual(reduce(saving, { type: 'entry_stored', key: 'a' }).view, { kind: 'entry', key: 'a' });
});

test('an entry that is stored while the student looks at something else does not push it away', () => {
  const typing = after(openedAs('S-1'), { type: 'code_found', code }, { type: 'view_opened', view: { kind: 'type' } });
  assert.equal(reduce(typing, { type: 'entry_stored', key: 'a' }).view.kind, 'type');
});

test('an entry counts as being sent from the start of its attempt to the end', () => {
  const sending = after(openedAs('S-1'), { type: 'attempt_started', key: 'a' }, { type: 'attempt_started', key: 'b' });
  assert.deepEqual(sending.sending, ['a', 'b']);
  assert.deepEqual(reduce(sending, { type: 'attempt_ended', key: 'a' }).sending, ['b']);
});

test('an outcome that changes elsewhere stays in view, and one that is dismissed anywhere goes', () => {
  const shown = after(openedAs('S-1', [entryOf('a', waiting)]), { type: 'entry_opened', key: 'a' });
  assert.equal(reduce(shown, { type: 'entries_read', entries: [entryOf('a', recorded())] }).view.kind, 'entry');
  const refused = reduce(shown, { type: 'entries_read', entries: [entryOf('a', refusedState)] });
  assert.equal(reduce(refused, { type: 'entries_read', entries: [] }).view.kind, 'ready');
});

test('nothing leads out of an outdated page', () => {
  const outdated = after(openedAs('S-1'), { type: 'found_outdated' });
  const events: readonly AppEvent[] = [openedAs('S-2'), { type: 'code_found', code }, { type: 'view_opened', view: { kind: 'scan' } }, { type: 'view_closed' }];
  for (const event of events) assert.equal(reduce(outdated, event), outdated);
});

test('a link without a code says so, and the next view forgets it', () => {
  const bad = after(openedAs('S-1'), { type: 'bad_link_found' });
  assert.deepEqual(bad.view, { kind: 'ready', hasBadLink: true, isFirst: false });
  assert.deepEqual(reduce(bad, { type: 'view_closed' }).view, { kind: 'ready', hasBadLink: false, isFirst: false });
});

const kept = { key: 'k', code, studentId: 'S-1', wallMs: 1, monoMs: 1 };

test('a scan that is kept leaves the scanner open, and says so anywhere else', () => {
  const scanning = after(openedAs('S-1'), { type: 'view_opened', view: { kind: 'scan' } }, { type: 'scan_kept', kept });
  assert.deepEqual([scanning.view.kind, scanning.kept], ['scan', kept]);
  const opened = after(openedAs('S-1'), { type: 'scan_kept', kept });
  assert.equal(opened.view.kind, 'kept');
});

test('a kept scan that is finished leads to its outcome, but not away from something else that is read', () => {
  const finished = after(openedAs('S-1'), { type: 'scan_kept', kept }, { type: 'kept_finished' });
  assert.deepEqual([finished.view.kind, finished.kept], ['saving', null]);
  const elsewhere = after(openedAs('S-1'), { type: 'scan_kept', kept }, { type: 'view_opened', view: { kind: 'settings' } }, { type: 'kept_finished' });
  assert.equal(elsewhere.view.kind, 'settings');
});
