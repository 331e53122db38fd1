import assert from 'node:assert/strict';
import { test } from 'node:test';

import { timeWords } from '../../ui/times.ts';
import { intervalSentence } from './interval-words.ts';

const times = timeWords('en-GB', 'UTC');
const startsAtMs = Date.parse('2026-03-02T09:00:00Z');
const at = (clock: string, day = '02') => `2026-03-${day}T${clock}Z`;
const say = (notBefore: string | null, notAfter: string, by: 'arrival' | 'contact' | 'claim', received: string) =>
  intervalSentence({ not_before: notBefore, not_after: { at: notAfter, by }, received_at: received }, startsAtMs, times);

test('a scan that only its arrival bounds says both in one', () => {
  assert.equal(say(at('09:03:10'), at('09:41:02'), 'arrival', at('09:41:02')), 'Made between 09:03:10 and 09:41:02, when it arrived.');
});

test('a scan that arrived within the second in which its code appeared has one instant', () => {
  assert.equal(say(at('09:03:10'), at('09:03:10'), 'arrival', at('09:03:10')), 'Made at 09:03:10, when it arrived.');
});

test('a contact and a claim bound a scan before it arrives', () => {
  assert.equal(say(at('09:03:10'), at('09:20:00'), 'contact', at('09:41:02')), 'Made between 09:03:10 and 09:20:00, when its phone told the server of it; arrived 09:41:02.');
  assert.equal(say(at('09:03:10'), at('09:03:12'), 'claim', at('09:08:00')), 'Made between 09:03:10 and 09:03:12, when its phone sent the code itself; arrived 09:08:00.');
});

test('another day than the session’s is named', () => {
  assert.equal(say(at('09:03:10'), at('08:00:00', '03'), 'arrival', at('08:00:00', '03')), 'Made between 09:03:10 and Tue 3 Mar, 08:00:00, when it arrived.');
});

test('a code that never changes says nothing of the beginning', () => {
  assert.equal(say(null, at('09:41:02'), 'arrival', at('09:41:02')), 'Made by 09:41:02, when it arrived; its code never changes, so nothing says how early.');
});
