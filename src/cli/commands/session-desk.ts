import { Option, type Command } from 'commander';

import { fail, ok, type Result } from '../../protocol/result.ts';
import { studentKeyOf } from '../../protocol/student-number.ts';
import { conclude, type AddCommands } from '../command.ts';
import { decisionInWords, deskInWords, historyInWords } from '../desk-words.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess } from '../server-options.ts';
import { callAsStaff, type JsonOptions } from '../staff-call.ts';
import { printable } from '../text-table.ts';
import type { Terminal } from '../terminal.ts';

type DecideOptions = JsonOptions & { readonly note: string; readonly as?: 'present' | 'late' };
type UndoOptions = JsonOptions & { readonly seq?: string };
type HistoryOptions = JsonOptions & { readonly student?: string };

/** What did not simply count, and what staff decide about it. */
export const addDeskCommands: AddCommands = (program, terminal, end) => {
  const sessions = program.commands.find((command) => command.name() === 'session')!;
  ofSession(sessions, 'desk', 'what waits for staff, with its evidence, and what was refused').action((id: string, options: JsonOptions) =>
    conclude(terminal, end, callAsStaff('desk', { params: { session_id: id } }, options, terminal, deskInWords)),
  );

  for (const [verb, description] of [
    ['accept', 'let a student count, also one whose scan was refused'],
    ['reject', 'set a student absent whatever was scanned'],
    ['ask', 'ask a student before deciding; --note is what they read'],
  ] as const) {
    const command = ofSession(sessions, verb, description)
      .argument('<student>', 'student number')
      .requiredOption('--note <text>', 'why; it is kept');
    if (verb === 'accept') command.addOption(new Option('--as <attendance>', 'what they were (default: what the evidence says)').choices(['present', 'late']));
    command.action((id: string, student: string, { note, as, ...options }: DecideOptions) => {
      const body = { student_id: student, decision: verb, note, ...(as === undefined ? {} : { attendance: as }) };
      return conclude(terminal, end, callAsStaff('decide', { params: { session_id: id }, body }, options, terminal, decisionInWords));
    });
  }

  ofSession(sessions, 'undo', 'take the newest decision about a student back')
    .argument('<student>', 'student number')
    .option('--seq <seq>', 'of the decision, where it is not on the desk (a mark by hand); "attend session history" shows it')
    .action((id: string, student: string, options: UndoOptions) => conclude(terminal, end, undo(id, student, options, terminal)));

  ofSession(sessions, 'history', 'who changed what in a session, and why, newest first')
    .option('--student <number>', 'of one student')
    .action((id: string, { student, ...options }: HistoryOptions) => {
      const query = student === undefined ? {} : { student_id: student };
      return conclude(terminal, end, callAsStaff('history', { params: { session_id: id }, query }, options, terminal, historyInWords));
    });
};

function ofSession(sessions: Command, name: string, description: string): Command {
  return addStaffOptions(sessions.command(name).description(description)).argument('<session>', 'session id').option('--json', 'print JSON');
}

async function undo(id: string, student: string, { seq, ...options }: UndoOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const newest = seq === undefined ? await newestDecision(id, student, options, terminal) : parseSeq(seq);
  if (!newest.ok) return newest;
  const body = { student_id: student, seq: newest.value };
  return callAsStaff('undoDecision', { params: { session_id: id }, body }, options, terminal, decisionInWords);
}

async function newestDecision(id: string, student: string, options: JsonOptions, terminal: Terminal): Promise<Result<number, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const desk = await orComplain(access.value.api.call('desk', { params: { session_id: id } }), access.value.baseUrl);
  if (!desk.ok) return desk;
  const { items, refused } = desk.value;
  const decided = [
    ...items.map(({ record, decision }) => ({ student: record.student_id, seq: decision?.seq })),
    ...refused.map(({ student_id: studentId, decision }) => ({ student: studentId ?? '', seq: decision?.seq })),
  ];
  const seq = decided.find((each) => each.seq !== undefined && studentKeyOf(each.student) === studentKeyOf(student))?.seq;
  if (seq !== undefined) return ok(seq);
  const what = `the desk has no decision about ${printable(student)}`;
  return fail(complaint(exitCode.failed, `${what}. Name it with --seq, as "attend session history ${id}" shows it.`));
}

function parseSeq(text: string): Result<number, Complaint> {
  return /^[1-9]\d{0,14}$/.test(text) ? ok(Number(text)) : fail(complaint(exitCode.usage, '--seq must be a whole number.'));
}
