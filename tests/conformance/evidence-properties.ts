import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { chainFacts, type Link } from '../../src/attendance/chain.ts';
import { isShown } from '../../src/attendance/displays.ts';
import { scanOf } from '../../src/attendance/facts.ts';
import type { CommitItem } from '../../src/attendance/ports.ts';
import type { StoredRecord } from '../../src/attendance/record.ts';
import { letterOfEachByte } from '../../src/protocol/bytes.ts';
import { phaseOf } from '../../src/protocol/code-window.ts';
import type { Store } from '../../src/store/open.ts';
import { judgingStore } from '../support/judging-store.ts';
import { anyHistory, historyIn, sessionsOf, type History } from './histories.ts';
import type { OpenEmptyStore } from './suite.ts';

type Event = { readonly commit: CommitItem } | { readonly report: History['reports'][number] } | { readonly mark: History['marks'][number] };

/** What holds for every order, repetition, gap and fork of the same entries; every history has an institution of its own. */
export function evidenceProperties(openEmptyStore: OpenEmptyStore): void {
  it('ends in the same records in every order, and judges one by one as it judges everything at once', async (test) => {
    const store = await openEmptyStore(test);
    let last = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.array(fc.nat(), { minLength: 24, maxLength: 24 }), fc.integer({ min: 1, max: 6 }), async (plan, keys, size) => {
        const one = ++last;
        const other = ++last;
        const atOnce = historyIn(one, plan);
        await begin(store, one);
        await play(store, [...atOnce.items.map(asCommit), ...asEvents(atOnce)], atOnce.items.length);
        await begin(store, other);
        await play(store, shuffled(historyIn(other, plan), keys), size);

        const states = [await stateOf(store, one), await stateOf(store, other)];
        assert.deepEqual(states[1], states[0], 'the order changes nothing');
        for (const institutionId of [one, other]) {
          const { changed } = await store.desk.recompute(institutionId, null, true);
          assert.deepEqual(changed, [], 'nothing is left to compute again');
        }
        await assertAsModelled(store, one, atOnce);
        await assertNothingMadeGood(store, one);
      }),
      { numRuns: 30 },
    );
  });
}

async function begin({ sessions }: Store, institutionId: number): Promise<void> {
  for (const session of sessionsOf(institutionId)) await sessions.insertSession(session);
}

const asCommit = (item: CommitItem): Event => ({ commit: item });
const asEvents = ({ reports, marks }: History): readonly Event[] => [...reports.map((report) => ({ report })), ...marks.map((mark) => ({ mark }))];

/** Any order, with every third item once more. */
function shuffled(history: History, keys: readonly number[]): readonly Event[] {
  const again = history.items.filter((_, index) => index % 3 === 0);
  const events = [...[...history.items, ...again].map(asCommit), ...asEvents(history)];
  return events.map((event, index) => ({ event, key: keys[index % keys.length]! * (index + 1) % 1_009 })).toSorted((left, right) => left.key - right.key).map(({ event }) => event);
}

/** Commits what stands together in batches of at most `size`. */
async function play({ records, displays }: Store, events: readonly Event[], size: number): Promise<void> {
  let batch: CommitItem[] = [];
  const flush = async () => {
    if (batch.length > 0) await records.commit(batch);
    batch = [];
  };
  for (const event of events) {
    if ('commit' in event) batch.push(event.commit);
    if (!('commit' in event) || batch.length >= size) await flush();
    if ('report' in event) await displays.report(event.report);
    if ('mark' in event) await records.mark(event.mark);
  }
  await flush();
}

async function stateOf({ records }: Store, institutionId: number) {
  const pages = await Promise.all(sessionsOf(institutionId).map(({ sessionId }) => records.listRecords(institutionId, sessionId, null, 100)));
  return Object.fromEntries(pages.flat().map(({ record }) => [`${record.sessionId} ${record.studentKey}`, essence(record)]).toSorted());
}

/** When a student came, whom staff set by hand, depends on whether staff were first. */
function essence({ status, grade, reasons, scannedAtMs, checks, isAsked }: StoredRecord) {
  return { status, grade, reasons, checks, isAsked, scannedAtMs: grade === 'manual' ? null : scannedAtMs };
}

/** The same rules once more, in memory and without a shortcut. */
async function assertAsModelled({ records, displays }: Store, institutionId: number, { items }: History): Promise<void> {
  const sessions = sessionsOf(institutionId);
  const model = judgingStore(sessions);
  for (const { sessionId } of sessions) model.shown.set(sessionId, await displays.shownEpochs(institutionId, sessionId));
  await model.commit(items);
  const forked = forkedIn(items);
  for (const { evidence, record } of await everything({ records }, institutionId)) {
    const expected = (await model.findRecord(institutionId, record.sessionId, record.studentKey)) ?? record;
    assert.deepEqual(record.checks, expected.checks);
    if (record.grade === 'manual') continue;
    assert.deepEqual(essence(record), essence(expected), 'the rules without a shortcut say the same');
    if (forked.has(letterOfEachByte(evidence!.entryId))) assert.equal(record.grade, 'suspicious', 'a fork is flagged');
  }
}

/** Every entry that stands in a fork of its device's chain, or after one. */
function forkedIn(items: readonly CommitItem[]): ReadonlySet<string> {
  const links = items.flatMap((item): readonly (Link & { readonly device: string })[] => {
    if (item.kind === 'contact') return [];
    const link = item.kind === 'refused' ? { ...item.link!, receivedAtMs: item.atMs } : { ...item.chain!, entryId: item.entryId, receivedAtMs: item.receivedAtMs, deviceId: item.deviceId! };
    return [{ ...link, device: letterOfEachByte(link.deviceId) }];
  });
  const facts = [...Map.groupBy(links, ({ device }) => device).values()].flatMap((own) => [...chainFacts(own, new Map())]);
  return new Set(facts.filter(([, { chain }]) => chain === 'fork').map(([id]) => id));
}

async function assertNothingMadeGood({ records, displays }: Store, institutionId: number): Promise<void> {
  const sessions = new Map(sessionsOf(institutionId).map((session) => [session.sessionId, session]));
  for (const { evidence, record } of await everything({ records }, institutionId)) {
    if (record.grade !== 'online_in_window') continue;
    const { session, epoch, receivedAtMs } = scanOf(evidence!, sessions.get(record.sessionId)!);
    assert.equal(phaseOf(session, epoch, receivedAtMs), 'in_window', 'an expired code never counts as seen in its window');
    assert.notEqual(isShown(await displays.shownEpochs(institutionId, record.sessionId), epoch), 'not_shown', 'nor does one that was not shown');
  }
}

async function everything({ records }: Pick<Store, 'records'>, institutionId: number) {
  return (await Promise.all(sessionsOf(institutionId).map(({ sessionId }) => records.listRecords(institutionId, sessionId, null, 100)))).flat();
}
