import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import type { ReplyOf } from '../../../protocol/endpoints.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { rosterEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { liveModel } from '../live/live-model.ts';
import { CourseTitle } from '../course-title.tsx';
import { deskPath, livePath, sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { RosterForm, type RosterChoice } from './roster-form.tsx';
import { RosterList } from './roster-list.tsx';
import { onlyMatch, rosterRows, statusAt, type RosterRow } from './roster-rows.ts';
import { acceptStudent, isByHand, markStudent, takeBack } from './tap.ts';

interface RosterPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

/** Everybody of the course, to be marked by a tap: as good a way in as any phone. */
export function RosterPage({ context, sessionId }: RosterPageProps) {
  const live = useMemo(() => liveModel(context, sessionId), [sessionId]);
  const sending = useMemo(() => signal<ReadonlySet<string>>(new Set()), [sessionId]);
  useEffect(() => live.stop, [live]);
  const listed = useSignal<ReplyOf<'roster'> | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const query = useSignal('');
  const choice = useSignal<RosterChoice>('clock');
  const note = useSignal<string>(words.noteFirst);
  const isNoteMissing = useSignal(false);
  const search = useRef<HTMLInputElement>(null);
  const { session, records, removed } = live.table.value;
  useTitle(session === null ? words.title : `${words.title}: ${session.course}`);

  async function load(): Promise<void> {
    const reply = await context.api.call('roster', { params: { session_id: sessionId } });
    if (reply.ok) listed.value = reply.value;
    else if (isSignedOut(reply.failure)) context.signedOut();
    trouble.value = reply.ok ? undefined : wordsOf(reply.failure);
  }
  useEffect(() => void load(), []);

  if (listed.value === undefined || session === null) {
    const problem = trouble.value ?? (live.feed.value.kind === 'refused' ? staffEn.sessionUnknown : undefined);
    return (
      <main class="page">
        {problem === undefined ? (
          <h1 tabIndex={-1}>{staffEn.loading} …</h1>
        ) : (
          <EmptyState title={staffEn.failed} text={problem} level="h1">
            <button type="button" class="button is-primary" onClick={() => void load()}>
              {staffEn.tryAgain}
            </button>
            <a class="button" href={sessionsPath}>
              {staffEn.sessions}
            </a>
          </EmptyState>
        )}
      </main>
    );
  }

  const nowMs = live.clock.now() ?? Date.parse(session.server_now ?? session.starts_at);
  const clockStatus = statusAt(session, nowMs);
  const rows = rosterRows(listed.value.students, records, removed, query.value);
  const typed = parseStudentNumber(query.value);
  const isUnknown = typed !== undefined && !rows.some(({ key }) => key === studentKeyOf(typed));

  async function tap(row: Pick<RosterRow, 'key' | 'student' | 'record'>): Promise<void> {
    if (sending.value.has(row.key)) return;
    isNoteMissing.value = note.value.trim() === '';
    if (isNoteMissing.value) return document.getElementById('roster-note')?.focus();
    sending.value = new Set([...sending.value, row.key]);
    const attendance = choice.value === 'clock' ? clockStatus : choice.value;
    if (row.record === null) await markStudent(context, sessionId, row.student, attendance, note.value.trim());
    else if (row.record.standing !== 'counted') await acceptStudent(context, sessionId, row.record, choice.value === 'present' || choice.value === 'late' ? choice.value : null, note.value.trim());
    else if (isByHand(row.record)) await takeBack(context, sessionId, { student_id: row.student, seq: row.record.seq });
    else context.toasts.say(words.already(row.student));
    await load();
    sending.value = new Set([...sending.value].filter((key) => key !== row.key));
    // A button that goes with what was done leaves the focus nowhere.
    requestAnimationFrame(() => document.activeElement === document.body && search.current?.focus());
  }

  function markOnly(): void {
    const only = onlyMatch(rows, query.value);
    if (only === undefined || only.record?.standing === 'counted') return search.current?.select();
    void tap(only).then(() => {
      query.value = '';
      search.current?.focus();
    });
  }

  return (
    <main class="page roster">
      <header class="desk-head">
        <p>
          <a href={livePath(sessionId)}>← {staffEn.list.live}</a> · <a href={deskPath(sessionId)}>{words.toDesk}</a>
        </p>
        <CourseTitle page={words.title} course={session.course} />
        <p class="hint">{words.lead}</p>
      </header>
      <RosterForm
        search={search}
        query={query}
        choice={choice}
        note={note}
        isNoteMissing={isNoteMissing}
        clockStatus={clockStatus}
        onEnter={markOnly}
      />
      <p class="hint" role="status">
        {live.feed.value.kind === 'disconnected'
          ? staffEn.live.disconnected(context.times.clock(live.feed.value.sinceMs))
          : words.present(rows.filter(({ record }) => record?.standing === 'counted').length, rows.length)}
      </p>
      {listed.value.is_cut && <p class="notice">{words.cut}</p>}
      {rows.length === 0 && (query.value.trim() === '' ? <EmptyState title={words.empty} text={words.emptyHint} /> : <p>{words.noMatch(query.value.trim())}</p>)}
      {isUnknown && (
        <button type="button" class="button roster-add" onClick={() => void tap({ key: studentKeyOf(typed), student: typed, record: null })}>
          {words.add(typed)}
        </button>
      )}
      <RosterList rows={rows} sending={sending.value} onTap={(row) => void tap(row)} />
    </main>
  );
}
