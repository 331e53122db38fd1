import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusals, type RefusalCode } from '../../protocol/codes.ts';
import { enOutcomes } from '../ui/messages/en-outcomes.ts';
import { en } from '../ui/messages/en.ts';
import { timeWords } from '../ui/times.ts';
import type { Circumstances } from './outcome-card.ts';
import { cardOfEntry, cardOfUnsaved } from './settled-card.ts';
import type { EntryNews } from './state.ts';
import { entryOf, receipt, recorded, refusedState, waiting } from './test-entries.ts';

const around: Circumstances = { words: en, times: timeWords('en-GB', 'UTC'), isOnline: true, worksOffline: true };
const cardOf = (state: Parameters<typeof entryOf>[1], change: Partial<Circumstances> = {}) => cardOfEntry(entryOf('a', state), false, { ...around, ...change });

test('a counted record says present or late, with the course, the time and the latency that the server gave', () => {
  const present = cardOf(recorded());
  assert.deepEqual([present.meaning, present.icon, present.word], ['good', 'check', 'Present']);
  assert.equal(present.sentence, 'Networks, 09:03:12, 3 min 12 s after the start. Recorded by the server.');
  const late = cardOf(recorded({ attendance: 'late' }));
  assert.deepEqual([late.meaning, late.icon, late.word], ['late', 'clock', 'Late']);
});

test('a record that does not count by itself is never shown as present', () => {
  for (const standing of ['provisional', 'held'] as const) {
    const card = cardOf(recorded({ standing }));
    assert.deepEqual([card.meaning, card.word], ['wait', 'Waiting for staff']);
  }
});

test('words of a newer server that this page does not know are shown as waiting for staff', () => {
  assert.equal(cardOf(recorded({ attendance: 'remote' as 'present' })).word, 'Waiting for staff');
  assert.equal(cardOf(recorded({ standing: 'disputed' as 'held' })).word, 'Waiting for staff');
});

test('a waiting entry says that it is saved, why it was not sent and that it sends itself', () => {
  const card = cardOf(waiting);
  assert.equal(card.word, 'Saved on this phone');
  assert.equal(card.sentence, 'Not sent yet: no connection to the server. It sends itself; you can close this page.');
  assert.match(cardOf(waiting, { isOnline: false }).sentence, /^Not sent yet: no network\./);
  assert.equal(card.actions[0], 'send_now');
});

test('a page on plain HTTP does not promise that it can be closed', () => {
  assert.doesNotMatch(cardOf(waiting, { worksOffline: false }).sentence, /you can close this page/);
});

test('an entry on its first way is being sent, and says that it is saved already', () => {
  const card = cardOfEntry(entryOf('a', waiting), true, around);
  assert.deepEqual([card.word, card.icon], ['Sending', 'sending']);
  assert.match(card.sentence, /^Saved on this phone/);
});

test('every refusal that an entry can end with has words, and can be dismissed', () => {
  const ending = (Object.keys(refusals) as RefusalCode[]).filter((code) => ['refused', 'scan_again'].includes(refusals[code].fate));
  assert.ok(ending.length > 5);
  for (const code of ending) {
    const card = cardOf({ kind: 'refused', code, reason: refusals[code].reason, atMs: 1 });
    assert.equal(card.word, 'Not recorded');
    assert.ok(card.sentence.length > 20 && card.actions.includes('dismiss'), code);
  }
});

test('every refusal whose fate is to scan again offers that first', () => {
  const codes = (Object.keys(refusals) as RefusalCode[]).filter((code) => refusals[code].fate === 'scan_again');
  for (const code of codes) assert.equal(cardOf({ kind: 'refused', code, reason: '', atMs: 1 }).actions[0], 'scan_again');
  assert.equal(cardOf(refusedState).sentence, 'This code is no longer on the screen. Scan the one that is there now. You scanned at 09:03:12.');
});

test('a refusal of a newer server is shown in the words that it came with', () => {
  assert.match(cardOf({ kind: 'refused', code: 'too_far_away', reason: 'you are not in the hall', atMs: 1 }).sentence, /you are not in the hall/);
});

test('a scan that could not be saved never says that it was', () => {
  const answers = [null, { kind: 'unanswered', problem: '' }, { kind: 'recorded', receipt }] as const;
  const cards = answers.map((answer) => cardOfUnsaved(answer, around));
  assert.deepEqual(cards.map(({ word }) => word), ['Sending', 'Not saved, not sent', 'Present']);
  for (const { word, sentence } of cards) assert.doesNotMatch(`${word} ${sentence}`, /^Saved|is saved|Saved on/);
  assert.match(cards[2]!.sentence, /Only the server has it/);
});

test('a scan that answers a check says so, and one that is late is still late', () => {
  const card = cardOf(recorded({ check: 1 }));
  assert.deepEqual([card.word, card.sentence], ['Present', 'Networks. Your presence was confirmed again (check 1).']);
  assert.equal(cardOf(recorded({ check: 2, attendance: 'late' })).word, 'Late');
});

test('what is held is stored and looked at, in words that accuse nobody', () => {
  for (const grade of ['late_sync', 'suspicious'] as const) {
    const card = cardOf(recorded({ grade, standing: 'held' }));
    assert.equal(card.sentence, 'Networks: scanned at 09:03:12. It is stored; staff will look at it.');
  }
  const said = [...Object.values(enOutcomes.grades), ...Object.values(enOutcomes.reasons)].join(' ');
  assert.doesNotMatch(said, /suspicious|fraud|cheat|fake|forged|invalid|wrong/i);
});

test('what staff decided since stands in the place of what the entry was answered with', () => {
  const news: EntryNews = { attendance: 'present', grade: 'manual', standing: 'counted', reasons: ['set_by_staff'], asked: null };
  const held = entryOf('a', recorded({ standing: 'held', grade: 'late_sync' }));
  assert.equal(cardOfEntry(held, false, around, news).word, 'Present');
  const refused = cardOfEntry(entryOf('a', refusedState), false, around, news);
  assert.deepEqual([refused.meaning, refused.word], ['good', 'Recorded by staff']);
  assert.equal(cardOfEntry(entryOf('a', refusedState), false, around, { ...news, standing: 'held' }).word, 'Not recorded');
});
