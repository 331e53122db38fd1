import { followSession, type FeedState } from '../../client/live-feed.ts';
import { emptyTable, foldEvent, type SessionTable } from '../../client/session-table.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import type { LiveEvent, RecordView, RefusedAttemptView } from '../../protocol/schemas.ts';
import { conclude, type AddCommands } from '../command.ts';
import type { Complaint } from '../exit-code.ts';
import { addStaffOptions, complaintOf, staffAccess, type StaffAccess, type StaffOptions } from '../server-options.ts';
import { printable, textTable } from '../text-table.ts';
import { printLine, type Terminal } from '../terminal.ts';

interface WatchOptions extends StaffOptions {
  readonly once?: true;
  readonly json?: true;
}

export const addWatchCommand: AddCommands = (program, terminal, end) => {
  addStaffOptions(program.command('watch').description('follow a session live: who came, when, how, and what was refused'))
    .argument('<session>', 'session id')
    .option('--once', 'print the table as it is now and end')
    .option('--json', 'print one live event a line; with --once the table')
    .action((id: string, options: WatchOptions) => conclude(terminal, end, watchSession(id, options, terminal)));
};

async function watchSession(id: string, options: WatchOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const show = options.json ? showJson(terminal) : showLines(terminal);
  const followed = await follow(id, access.value, options.once ? 'once' : 'live', show, terminal);
  if (!followed.ok || !options.once) return followed.ok ? ok(undefined) : followed;
  printLine(terminal.stdout, options.json ? JSON.stringify(plainTable(followed.value), null, 2) : tableInWords(followed.value));
  return ok(undefined);
}

interface Show {
  event(event: LiveEvent, table: SessionTable): void;
  state(state: FeedState): void;
}

/** Ends with the table: when it is interrupted, or `once` it is complete; fails where the server refuses, or `once` it is away. */
function follow(id: string, access: StaffAccess, until: 'once' | 'live', show: Show, terminal: Terminal): Promise<Result<SessionTable, Complaint>> {
  const { fetch, nowMs, random } = terminal;
  return new Promise((resolve) => {
    let table = emptyTable;
    // Between two connections only this timer lives, and the process has to as well.
    const setTimer = (ms: number, task: () => void) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    };
    const end = (result: Result<SessionTable, Complaint>) => {
      feed.stop();
      resolve(result);
    };
    const feed = followSession(
      { fetch, nowMs, random, setTimer, baseUrl: access.baseUrl, bearer: access.bearer },
      {
        ...{ sessionId: id, after: 0 },
        onEvent: (event) => {
          table = foldEvent(table, event);
          if (until === 'live') show.event(event, table);
          else if (table.complete) end(ok(table));
        },
        onState: (state) => {
          if (state.kind === 'refused') end(fail(complaintOf(state.failure, access.baseUrl)));
          else if (until === 'live') show.state(state);
          else if (state.kind === 'disconnected') end(fail(complaintOf({ kind: 'unreachable', problem: state.problem }, access.baseUrl)));
        },
      },
    );
    terminal.interrupted.addEventListener('abort', () => end(ok(table)));
  });
}

function showJson({ stdout }: Terminal): Show {
  return { event: (event) => printLine(stdout, JSON.stringify(event)), state: () => undefined };
}

function showLines({ stdout, stderr }: Terminal): Show {
  let counts = '';
  let lostProblem: string | undefined;
  return {
    event(event, table) {
      const came = event.records.map((row) => ({ seq: row.seq, line: recordLine(row) }));
      const rows = [...came, ...event.refused.map((row) => ({ seq: row.seq, line: refusedLine(row) }))];
      for (const { line } of rows.sort((left, right) => left.seq - right.seq)) printLine(stdout, line);
      const now = countsInWords(table);
      if (table.complete && now !== counts) printLine(stdout, (counts = now));
    },
    state(state) {
      if (state.kind === 'disconnected' && lostProblem !== state.problem) printLine(stderr, `attend: connection lost (${state.problem}); trying again`);
      if (state.kind === 'connected' && lostProblem !== undefined) printLine(stderr, 'attend: connected again');
      lostProblem = state.kind === 'disconnected' ? state.problem : state.kind === 'connected' ? undefined : lostProblem;
    },
  };
}

function recordLine(record: RecordView): string {
  const grade = record.standing === 'counted' ? record.grade : `${record.grade} (${record.standing})`;
  const note = record.note === null ? [] : [`"${printable(record.note)}"`];
  return [record.received_at, printable(record.student_id), record.attendance, grade, `${record.latency_seconds} s`, ...note].join('  ');
}

function refusedLine({ at, student_id: student, code, reason }: RefusedAttemptView): string {
  return `${at}  ${printable(student ?? '?')}  refused: ${reason} (${code})`;
}

function countsInWords({ counts, session }: SessionTable): string {
  return `-- ${counts.counted} counted, ${counts.provisional} provisional, ${counts.held} held, ${counts.refused} refused; session ${session?.state ?? '?'}`;
}

function tableInWords(table: SessionTable): string {
  const rows = [...table.records.values()]
    .sort((left, right) => left.received_at.localeCompare(right.received_at) || left.student_id.localeCompare(right.student_id))
    .map((each) => [printable(each.student_id), each.attendance, each.grade, each.standing, String(each.latency_seconds), each.received_at]);
  return `${textTable(['STUDENT', 'ATTENDANCE', 'GRADE', 'STANDING', 'LATENCY S', 'RECEIVED'], rows)}\n${countsInWords(table)}`;
}

function plainTable(table: SessionTable) {
  return { ...table, records: [...table.records.values()] };
}
