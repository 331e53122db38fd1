import { InvalidArgumentError, Option, type Command } from 'commander';

import type { Result } from '../../protocol/result.ts';
import { fail, ok } from '../../protocol/result.ts';
import type { SessionSummary, SessionView } from '../../protocol/schemas.ts';
import { conclude, type AddCommands } from '../command.ts';
import type { Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess, type StaffOptions } from '../server-options.ts';
import { printable, textTable } from '../text-table.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface CreateOptions extends StaffOptions {
  readonly course?: string;
  readonly duration: number;
  readonly identity: 'open' | 'device';
  readonly rotation: number;
  readonly grace: number;
  readonly startsAt?: string;
  readonly lateAfter?: number;
  readonly typedCode: boolean;
  readonly json?: true;
}

interface ListOptions extends StaffOptions {
  readonly limit: number;
  readonly before?: string;
  readonly json?: true;
}

type ShowOptions = StaffOptions & { readonly json?: true };

export const addSessionCommands: AddCommands = (program, terminal, end) => {
  const sessions = program.command('session').description('class sessions: create, list, show, close, extend, reopen, draw their QR, mark by hand, decide at the desk, ask for a second code');
  addCreate(sessions).action((options: CreateOptions) => conclude(terminal, end, createSession(options, terminal)));

  addStaffOptions(sessions.command('list').description('list sessions, newest first'))
    .option('--limit <n>', 'at most so many, 1-200', wholeNumber, 50)
    .option('--before <instant>', 'created before this instant, ISO 8601')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => conclude(terminal, end, listSessions(options, terminal)));

  addStaffOptions(sessions.command('show').description('show one session and its counts'))
    .argument('<session>', 'session id')
    .option('--json', 'print JSON')
    .action((id: string, options: ShowOptions) => conclude(terminal, end, changeSession('showSession', id, options, terminal)));
  addStaffOptions(sessions.command('close').description('close a session now'))
    .argument('<session>', 'session id')
    .option('--json', 'print JSON')
    .action((id: string, options: ShowOptions) => conclude(terminal, end, changeSession('closeSession', id, options, terminal)));
  for (const [verb, description] of [
    ['extend', 'let an open or scheduled session last longer'],
    ['reopen', 'open a closed session again from now on'],
  ] as const) {
    addStaffOptions(sessions.command(verb).description(description))
      .argument('<session>', 'session id')
      .argument('<minutes>', 'so many minutes, 1-1440', wholeNumber)
      .option('--json', 'print JSON')
      .action((id: string, minutes: number, options: ShowOptions) =>
        conclude(terminal, end, changeSession(verb === 'extend' ? 'extendSession' : 'reopenSession', id, { ...options, minutes }, terminal)),
      );
  }
};

function addCreate(sessions: Command): Command {
  return addStaffOptions(sessions.command('create').description('create a session; prints its id and times'))
    .option('--course <name>', 'course (default: the server\'s, Course-101)')
    .option('--duration <minutes>', 'how long it is open, 1-1440', wholeNumber, 15)
    .addOption(new Option('--identity <kind>', 'device: signed by the phone; open: the number as typed').choices(['device', 'open']).default('device'))
    .option('--rotation <seconds>', 'how long a code is shown, 2-60; 0 is one static code', wholeNumber, 5)
    .option('--grace <seconds>', 'how long a code is still good after that, 0-300', wholeNumber, 10)
    .option('--starts-at <instant>', 'when it opens, ISO 8601 (default: now)')
    .option('--late-after <minutes>', 'a scan after so many minutes is late, 0-1440', wholeNumber)
    .option('--no-typed-code', 'show no code to type')
    .option('--json', 'print the server\'s reply as JSON');
}

async function createSession(options: CreateOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { course, duration, identity, rotation, grace, startsAt, lateAfter, typedCode } = options;
  const body = {
    ...{ duration_minutes: duration, identity, rotation_seconds: rotation, grace_seconds: grace },
    ...(course === undefined ? {} : { course }),
    ...(startsAt === undefined ? {} : { starts_at: startsAt }),
    ...(lateAfter === undefined ? {} : { late_after_minutes: lateAfter }),
    ...(typedCode ? {} : { typed_code: false }),
  };
  const created = await orComplain(access.value.api.call('createSession', { body }), access.value.baseUrl);
  if (!created.ok) return created;
  if (options.json) printJson(terminal, created.value);
  else {
    printLine(terminal.stdout, sessionInWords(created.value));
    printLine(terminal.stdout, `\nProjector  ${access.value.baseUrl}/staff/sessions/${created.value.session_id}/projector`);
    printLine(terminal.stdout, `Live       attend watch ${created.value.session_id}`);
  }
  return ok(undefined);
}

async function listSessions({ limit, before, json, ...options }: ListOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const query = before === undefined ? { limit } : { limit, before };
  const listed = await orComplain(access.value.api.call('listSessions', { query }), access.value.baseUrl);
  if (!listed.ok) return listed;
  const { sessions, more_before: moreBefore } = listed.value;
  if (json) printJson(terminal, listed.value);
  else if (sessions.length === 0) printLine(terminal.stdout, 'No sessions yet. Create one with "attend session create".');
  else {
    const rows = sessions.map((each) => [
      ...[each.session_id, printable(each.course), each.state, each.starts_at],
      ...[each.counted, each.provisional, each.held].map(String),
    ]);
    printLine(terminal.stdout, textTable(['SESSION', 'COURSE', 'STATE', 'STARTS', 'COUNTED', 'PROVISIONAL', 'HELD'], rows));
    if (moreBefore !== null) printLine(terminal.stdout, `\nOlder ones: attend session list --before ${moreBefore}`);
  }
  return ok(undefined);
}

type Change = 'showSession' | 'closeSession' | 'extendSession' | 'reopenSession';

async function changeSession(name: Change, id: string, options: ShowOptions & { minutes?: number }, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const params = { session_id: id };
  const call = () => {
    if (name === 'showSession' || name === 'closeSession') return api.call(name, { params });
    return api.call(name, { params, body: { minutes: options.minutes ?? 0 } });
  };
  const reply = await orComplain<SessionView | SessionSummary>(call(), baseUrl);
  if (!reply.ok) return fail(reply.failure);
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, sessionInWords(reply.value));
  return ok(undefined);
}

function sessionInWords(session: SessionView | SessionSummary): string {
  const codes = session.rotation_seconds === 0 ? 'one static code' : `a new code every ${session.rotation_seconds} s, good for ${session.grace_seconds} s more`;
  const lines: [string, string][] = [
    ['Session', session.session_id],
    ['Course', printable(session.course)],
    ['State', session.state],
    ['Opens', session.starts_at],
    ['Closes', session.closes_at],
    ['Identity', session.identity],
    ['Codes', codes],
  ];
  if (session.late_after_minutes !== null) lines.push(['Late', `after ${session.late_after_minutes} minutes`]);
  if (!session.typed_enabled) lines.push(['To type', 'no code']);
  for (const { number, from, until } of session.checks) lines.push([`Check ${number}`, `${from} - ${until}`]);
  if ('counted' in session) {
    const { counted, provisional, held, refused } = session;
    lines.push(['Students', `${counted} counted, ${provisional} provisional, ${held} held, ${refused} attempts refused`]);
  }
  return lines.map(([label, value]) => `${label.padEnd(9)}  ${value}`).join('\n');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
