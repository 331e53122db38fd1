import { CompiledQuery, type Kysely } from 'kysely';
import { shownEpochsOf, type ShownEpochs } from '../../attendance/displays.ts';
import type { Session } from '../../attendance/session.ts';
import type { DisplayRangeRow } from '../evidence-tables.ts';
import { wordOf } from '../ports/display-reads.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { SessionRow, Tables } from '../tables.ts';

/** A session as this process read it, with what tells whether it has changed since. */
export interface KnownSession {
  readonly session: Session;
  /** Place of the session's last change. */
  readonly seq: number;
  /** All that its displays said, as one text. */
  readonly said: string;
  readonly shown: ShownEpochs;
  /** Staff decided about somebody in it; once so, always so. */
  readonly hasDecisions: boolean;
}

/** More than are open at once in an institution. */
const maxKnown = 2_000;

/** A range is four words, of which none holds a blank or a comma; both statements that make this text must agree. */
export const saidText = (session: string): string =>
  `coalesce((select string_agg(concat_ws(' ', said.display_id, said.kind, said.first_epoch, said.last_epoch), ',' ` +
  `order by said.display_id collate "C", said.kind collate "C", said.first_epoch, said.last_epoch) ` +
  `from display_range as said where said.institution_id = $1 and said.session_id = ${session}), '')`;

const findSessions = `select session.*, exists (select from decision where decision.institution_id = $1 and decision.session_id = session.session_id) as has_decisions, ${saidText('session.session_id')} as said
from session where session.institution_id = $1 and session.session_id = any ($2::text[])`;

type FoundRow = SessionRow & { readonly has_decisions: boolean; readonly said: string };

/** Sessions of one institution, each read when it is first asked for and when it was forgotten. */
export function knownSessions(db: Kysely<Tables>, institutionId: number) {
  const known = new Map<string, KnownSession>();

  /** Undefined where one of them is not stored. */
  async function find(sessionIds: readonly string[]): Promise<ReadonlyMap<string, KnownSession> | undefined> {
    const unknown = sessionIds.filter((sessionId) => !known.has(sessionId));
    if (unknown.length > 0) await read(unknown);
    const found = new Map(sessionIds.flatMap((sessionId) => (known.has(sessionId) ? [[sessionId, known.get(sessionId)!]] : [])));
    return found.size === sessionIds.length ? found : undefined;
  }

  async function read(sessionIds: readonly string[]): Promise<void> {
    const { rows } = await db.executeQuery<FoundRow>(CompiledQuery.raw(findSessions, [institutionId, sessionIds]) as CompiledQuery<FoundRow>);
    if (known.size + rows.length > maxKnown) known.clear();
    for (const row of rows) known.set(row.session_id, knownOfRow(row));
  }

  return { find, forget: (sessionIds: Iterable<string>) => void [...sessionIds].forEach((sessionId) => known.delete(sessionId)) };
}

function knownOfRow(row: FoundRow): KnownSession {
  return { session: sessionOfRow(row), seq: row.seq, said: row.said, shown: shownOf(row.said), hasDecisions: row.has_decisions };
}

function shownOf(said: string): ShownEpochs {
  if (said === '') return { shown: [], known: [] };
  const ranges = said.split(',').map((range) => {
    const [displayId, kind, first, last] = range.split(' ') as [string, DisplayRangeRow['kind'], string, string];
    return { display_id: displayId, kind, first_epoch: Number(first), last_epoch: Number(last) };
  });
  return shownEpochsOf([...Map.groupBy(ranges, (range) => range.display_id)].map(([displayId, own]) => wordOf(displayId, own)));
}
