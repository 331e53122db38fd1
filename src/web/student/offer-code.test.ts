import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ClaimOutcome } from '../../client/offline/claim-code.ts';
import { offerCode } from './offer-code.ts';
import { entryOf, recorded, refusedState, waiting } from './test-entries.ts';

const mark = entryOf('a', recorded());
const atMs = mark.scannedAtMs;

/** Offers at `nowMs` from a server that gives this answer; the codes that it was asked for are noted. */
function offering(outcome: ClaimOutcome | Error, nowMs = atMs + 20_000) {
  const asked: string[] = [];
  const keepPlace = async (code: string): Promise<ClaimOutcome> => {
    asked.push(code);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { asked, ports: { keepPlace, nowMs: () => nowMs } };
}

const kept: ClaimOutcome = { kind: 'kept', token: 'claim', untilMs: atMs + 600_000 };

test('the code of the newest scan is offered once the server keeps its place', async () => {
  const { ports, asked } = offering(kept);
  const newest = { ...entryOf('b', waiting), code: 'NEWESTQR' };
  assert.deepEqual(await offerCode([mark, newest], ports), { code: 'NEWESTQR', token: 'claim' });
  assert.deepEqual(asked, ['NEWESTQR']);
});

test('a code that the server refuses, or cannot be asked about, is not offered', async () => {
  for (const outcome of [{ kind: 'none' } as const, { kind: 'refused', code: 'code_expired', reason: '' } as ClaimOutcome, new TypeError('no file')]) {
    assert.equal(await offerCode([mark], offering(outcome).ports), undefined);
  }
});

test('the server is not asked about a code that it refused already, nor about one of long ago, nor about none', async () => {
  const old = offering(kept, atMs + 300_001);
  assert.equal(await offerCode([mark], old.ports), undefined);
  const now = offering(kept);
  assert.equal(await offerCode([mark, entryOf('b', refusedState)], now.ports), undefined);
  assert.equal(await offerCode([], now.ports), undefined);
  assert.deepEqual([...old.asked, ...now.asked], []);
});
