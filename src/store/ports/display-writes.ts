import type { Kysely, Transaction } from 'kysely';
import { exportId, isClosed, shownEpochsOf, turnedEpochs, type DisplayOrder, type DisplayReport, type DisplayStore, type DisplayWord } from '../../attendance/displays.ts';
import { common, lastEpoch, merged, type EpochRange } from '../../attendance/epoch-ranges.ts';
import type { Carrier } from '../../protocol/carried-code.ts';
import { epochAt, epochStartMs, typedRhythm, type Rhythm } from '../../protocol/code-window.ts';
import { takePlaces } from '../change-order.ts';
import { orderOf, readWords } from './display-reads.ts';
import { appendChange } from './session-writes.ts';
import type { DisplayRangeRow } from '../evidence-tables.ts';
import { reassess } from '../judging/reassess.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { Tables } from '../tables.ts';

export interface DisplayWrites {
  readonly reportDisplay: DisplayStore['report'];
  readonly orderDisplay: DisplayStore['orderDisplay'];
}

export function displayWritesOn(db: Kysely<Tables>): DisplayWrites {
  return {
    reportDisplay: (report) =>
      db.transaction().execute(async (tx) => {
        const words = await readWords(tx, report.institutionId, report.sessionId);
        const before = words.find(({ displayId }) => displayId === report.displayId) ?? silent(report.displayId);
        const rhythm = await readRhythm(tx, report);
        const after = withReport(before, report, rhythm);
        const order = await keepDisplay(tx, report, rhythm.rotationSeconds === 0 ? report.isLast : isClosed(after));
        await keepWord(tx, report, before, after);
        const turned = turnedEpochs(shownEpochsOf(words), shownEpochsOf([...words.filter((word) => word !== before), after]));
        const places = await placesOn(tx, report, rhythm, turned);
        if (places.length === 0) return { order, hasChanged: false };
        const changed = await reassess(tx, report.institutionId, { places }, { staffName: 'evidence', atMs: report.atMs });
        return { order, hasChanged: changed.length > 0 };
      }),

    orderDisplay: ({ institutionId, sessionId, displayId, hide, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        if (displayId === exportId) return false;
        const display = await tx
          .selectFrom('display')
          .select(['name', 'order_hide', 'order_seq'])
          .where('institution_id', '=', institutionId)
          .where('session_id', '=', sessionId)
          .where('display_id', '=', displayId)
          .executeTakeFirst();
        if (display === undefined) return false;
        await tx
          .updateTable('display')
          .set({ order_hide: hide ? 1 : 0, order_seq: display.order_seq + 1, order_by: staffName })
          .where('institution_id', '=', institutionId)
          .where('session_id', '=', sessionId)
          .where('display_id', '=', displayId)
          .execute();
        const seq = await takePlaces(tx, institutionId, 1);
        const asked = ({ hide: isHidden }: Pick<DisplayOrder, 'hide'>) => JSON.stringify({ displayId, name: display.name, hide: isHidden });
        const what = { before: asked(orderOf(display)), after: asked({ hide }) };
        await appendChange(tx, { institutionId, sessionId, seq, action: hide ? 'hide_code' : 'show_code', ...what, staffName, atMs });
        return true;
      }),
  };
}

function silent(displayId: string): DisplayWord {
  return { displayId, alive: [], known: [], shown: [], closedFrom: [] };
}

/**
 * What the display said with this report added, merged. A static code is given out with its session, so no display can say that
 * it was not shown. A display that asks before the session starts is alive from its first word in it.
 */
function withReport(word: DisplayWord, { known, shown, isLast, atMs }: DisplayReport, rhythm: Rhythm): DisplayWord {
  const showed = merged([...word.shown, ...shown]);
  if (rhythm.rotationSeconds === 0) return { ...word, shown: showed };
  const now = epochAt(rhythm, atMs);
  const closesFrom = Math.max(0, (known?.[1] ?? now) + 1);
  return {
    ...word,
    alive: now >= 0 && known === null && !isLast ? askedAt(word, now) : word.alive,
    known: merged([...word.known, ...(known === null ? [] : [known])]),
    shown: showed,
    closedFrom: isLast && !word.closedFrom.includes(closesFrom) ? [...word.closedFrom, closesFrom] : word.closedFrom,
  };
}

/** Asking says something only of a display that was not there. */
function askedAt(word: DisplayWord, now: number): readonly number[] {
  const isNew = word.alive.length + word.known.length + word.shown.length === 0;
  if (!isNew && !isClosed(word)) return word.alive;
  return [...new Set([...word.alive, Math.max(now, ...word.closedFrom)])];
}

async function readRhythm(tx: Transaction<Tables>, { institutionId, sessionId }: DisplayReport): Promise<Rhythm> {
  const row = await tx.selectFrom('session').selectAll().where('institution_id', '=', institutionId).where('session_id', '=', sessionId).executeTakeFirstOrThrow();
  return sessionOfRow(row);
}

/** Its newest state, and what staff ask of it. */
async function keepDisplay(tx: Transaction<Tables>, report: DisplayReport, isGone: boolean) {
  const state = { is_hidden: report.isHidden ? 1 : 0, is_closed: isGone ? 1 : 0 };
  const row = await tx
    .insertInto('display')
    .values({
      ...{ institution_id: report.institutionId, session_id: report.sessionId, display_id: report.displayId, name: report.name, ...state },
      ...{ first_seen_at_ms: report.atMs, last_seen_at_ms: report.atMs, order_hide: null, order_seq: 0, order_by: null },
    })
    .onConflict((conflict) =>
      conflict.columns(['institution_id', 'session_id', 'display_id']).doUpdateSet((eb) => ({
        ...state,
        name: eb.fn.coalesce('excluded.name', 'display.name'),
        last_seen_at_ms: eb.ref('excluded.last_seen_at_ms'),
      })),
    )
    .returning(['order_hide', 'order_seq'])
    .executeTakeFirstOrThrow();
  return orderOf(row);
}

/** Writes the rows that are new; a row that the new one holds gives way to it. */
async function keepWord(tx: Transaction<Tables>, report: DisplayReport, before: DisplayWord, after: DisplayWord): Promise<void> {
  const own = { institution_id: report.institutionId, session_id: report.sessionId, display_id: report.displayId };
  const [old, next] = [rangesOf(before), rangesOf(after)];
  const isIn = (rows: readonly Range[], { kind, first, last }: Range) => rows.some((row) => row.kind === kind && row.first === first && row.last === last);
  for (const { kind, first, last } of old.filter((range) => !isIn(next, range))) {
    await tx
      .deleteFrom('display_range')
      .where('institution_id', '=', own.institution_id)
      .where('session_id', '=', own.session_id)
      .where('display_id', '=', own.display_id)
      .where('kind', '=', kind)
      .where('first_epoch', '=', first)
      .where('last_epoch', '=', last)
      .execute();
  }
  for (const { kind, first, last } of next.filter((range) => !isIn(old, range))) {
    await tx.insertInto('display_range').values({ ...own, kind, first_epoch: first, last_epoch: last, at_ms: report.atMs }).execute();
  }
}

interface Range {
  readonly kind: DisplayRangeRow['kind'];
  readonly first: number;
  readonly last: number;
}

function rangesOf({ alive, known, shown, closedFrom }: DisplayWord): readonly Range[] {
  return [
    ...alive.map((from) => ({ kind: 'alive' as const, first: from, last: lastEpoch })),
    ...known.map(([first, last]) => ({ kind: 'known' as const, first, last })),
    ...shown.map(([first, last]) => ({ kind: 'shown' as const, first, last })),
    ...closedFrom.map((from) => ({ kind: 'closed' as const, first: from, last: lastEpoch })),
  ];
}

/** Who sent a code that stood in one of these epochs; a typed code stands through several. */
async function placesOn(tx: Transaction<Tables>, { institutionId, sessionId }: DisplayReport, rhythm: Rhythm, turned: readonly EpochRange[]) {
  if (turned.length === 0) return [];
  const rows = await tx
    .selectFrom('evidence')
    .select(['student_key', 'carrier', 'epoch', 'second_epoch'])
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .execute();
  const typed = typedRhythm(rhythm);
  const stoodIn = (carrier: Carrier, epoch: number): EpochRange =>
    carrier === 'typed' ? [epochAt(rhythm, epochStartMs(typed, epoch)), epochAt(rhythm, epochStartMs(typed, epoch + 1) - 1)] : [epoch, epoch];
  const isOn = (carrier: Carrier, epoch: number | null) => epoch !== null && common([stoodIn(carrier, epoch)], turned).length > 0;
  const on = rows.filter((row) => isOn(row.carrier, row.epoch) || isOn(row.carrier, row.second_epoch));
  return [...new Set(on.map((row) => row.student_key))].map((studentKey) => ({ sessionId, studentKey }));
}
