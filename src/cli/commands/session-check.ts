import { InvalidArgumentError, type Command } from 'commander';

import type { ReplyOf } from '../../protocol/endpoints.ts';
import type { SessionView } from '../../protocol/schemas.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStaffOptions } from '../server-options.ts';
import { callAsStaff, type JsonOptions } from '../staff-call.ts';
import { printable, textTable } from '../text-table.ts';

type StartOptions = JsonOptions & { readonly minutes: number };

const startMinutes = 3;

/** The surprise second code, the displays that show it, and everybody whom a course knows. */
export const addCheckCommands: AddCommands = (program, terminal, end) => {
  const sessions = program.commands.find((command) => command.name() === 'session')!;
  const checks = sessions.command('check').description('ask the class for a second code: who scans again was there then too');
  ofSession(checks.command('start').description('ask from now on'))
    .option('--minutes <n>', 'so long, 1-60', minutes, startMinutes)
    .action((id: string, { minutes: length, ...options }: StartOptions) =>
      conclude(terminal, end, callAsStaff('startCheck', { params: { session_id: id }, body: { minutes: length } }, options, terminal, checksInWords)),
    );
  ofSession(checks.command('end').description('end the check that runs')).action((id: string, options: JsonOptions) =>
    conclude(terminal, end, callAsStaff('endCheck', { params: { session_id: id } }, options, terminal, checksInWords)),
  );

  ofSession(sessions.command('displays').description('the displays of a session and what they show')).action((id: string, options: JsonOptions) =>
    conclude(terminal, end, callAsStaff('displays', { params: { session_id: id } }, options, terminal, displaysInWords)),
  );
  ofSession(sessions.command('roster').description('everybody who was recorded in this course before, with what they are in this session')).action(
    (id: string, options: JsonOptions) => conclude(terminal, end, callAsStaff('roster', { params: { session_id: id } }, options, terminal, rosterInWords)),
  );
};

function ofSession(command: Command): Command {
  return addStaffOptions(command).argument('<session>', 'session id').option('--json', 'print JSON');
}

function checksInWords({ checks, server_now: now }: SessionView): string {
  if (checks.length === 0) return 'No check was asked for.';
  return checks.map(({ number, from, until }) => `Check ${number}  ${from} - ${until}${now !== undefined && now < until ? '  runs now' : ''}`).join('\n');
}

function displaysInWords({ displays }: ReplyOf<'displays'>): string {
  if (displays.length === 0) return 'No display reported anything.';
  const rows = displays.map((each) => [
    ...[printable(each.name ?? '-'), each.is_closed ? 'closed' : each.hidden ? 'code hidden' : 'shows the code'],
    ...[String(each.shown_epochs), each.last_seen_at, each.display_id],
  ]);
  return textTable(['NAME', 'STATE', 'CODES SHOWN', 'LAST SEEN', 'DISPLAY'], rows);
}

function rosterInWords({ students, is_cut: isCut }: ReplyOf<'roster'>): string {
  if (students.length === 0) return 'Nobody was recorded in this course yet.';
  const rows = students.map(({ student_id: student, sessions, record }) => [printable(student), String(sessions), record === null ? '-' : `${record.attendance}, ${record.standing}`]);
  return textTable(['STUDENT', 'SESSIONS', 'HERE'], rows) + (isCut ? '\nOnly 5,000 students are listed.' : '');
}

function minutes(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 60) throw new InvalidArgumentError('It must be a whole number from 1 to 60.');
  return Number(text);
}
