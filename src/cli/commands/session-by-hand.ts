import { readFileSync } from 'node:fs';

import { Argument, Option } from 'commander';

import { maxMarks } from '../../protocol/mark-limits.ts';
import type { MarksReply } from '../../protocol/mark-schemas.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { statuses, type Status } from '../../protocol/words.ts';
import { conclude, type AddCommands } from '../command.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess, type StaffOptions } from '../server-options.ts';
import { printable } from '../text-table.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface MarkOptions extends StaffOptions {
  readonly student?: readonly string[];
  readonly file?: string;
  readonly status: Status;
  readonly note: string;
  readonly json?: true;
}

type TypedOptions = StaffOptions & { readonly json?: true };

/** What staff do for those without a phone: marks from a sheet, and the switch of the typed code. */
export const addByHandCommands: AddCommands = (program, terminal, end) => {
  const sessions = program.commands.find((command) => command.name() === 'session')!;
  addStaffOptions(sessions.command('mark').description('set students by hand, as from a sheet of paper; who is recorded already stays so'))
    .argument('<session>', 'session id')
    .option('--student <number...>', 'student numbers')
    .option('--file <file>', 'file with one student number a line; - is standard input')
    .addOption(new Option('--status <status>', 'what they were').choices([...statuses]).default('present'))
    .option('--note <text>', 'why; it is kept', 'paper sheet')
    .option('--json', "print the server's answers as JSON")
    .action((id: string, options: MarkOptions) => conclude(terminal, end, markStudents(id, options, terminal)));
  addStaffOptions(sessions.command('typed').description('show and take the code to type, or no longer'))
    .argument('<session>', 'session id')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .option('--json', 'print JSON')
    .action((id: string, state: 'on' | 'off', options: TypedOptions) => conclude(terminal, end, switchTyped(id, state, options, terminal)));
};

async function markStudents(id: string, options: MarkOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const numbers = numbersOf(options);
  if (!numbers.ok) return numbers;
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const results: MarksReply['results'] = [];
  for (let from = 0; from < numbers.value.length; from += maxMarks) {
    const body = { student_ids: numbers.value.slice(from, from + maxMarks), attendance: options.status, note: options.note };
    const reply = await orComplain(api.call('markStudents', { params: { session_id: id }, body }), baseUrl);
    if (!reply.ok) return reply;
    results.push(...reply.value.results);
  }
  if (options.json) printJson(terminal, { results });
  else for (const line of resultsInWords(results)) printLine(terminal.stdout, line);
  const malformed = results.filter(({ outcome }) => outcome === 'malformed').length;
  return malformed === 0 ? ok(undefined) : fail(complaint(exitCode.failed, `${malformed} of ${results.length} are no student numbers; the others were set.`));
}

function numbersOf({ student = [], file }: MarkOptions): Result<string[], Complaint> {
  const listed = file === undefined ? ok([]) : linesOf(file);
  if (!listed.ok) return listed;
  const numbers = [...student, ...listed.value];
  return numbers.length > 0 ? ok(numbers) : fail(complaint(exitCode.usage, 'whom? Give numbers with --student NUMBER... or --file FILE, one a line.'));
}

function linesOf(file: string): Result<string[], Complaint> {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8');
    return ok(text.split(/\r\n|[\n\r]/).map((line) => line.trim()).filter((line) => line !== ''));
  } catch (error) {
    return fail(complaint(exitCode.usage, `the file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`));
  }
}

function resultsInWords(results: MarksReply['results']): readonly string[] {
  return results.map(({ student_id: student, outcome, record }) => {
    if (outcome === 'malformed') return `no number  ${printable(student)}`;
    return `${outcome === 'set' ? 'set      ' : 'kept     '}  ${printable(student)}  ${record?.attendance ?? ''}`;
  });
}

async function switchTyped(id: string, state: 'on' | 'off', options: TypedOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const call = access.value.api.call('switchTyped', { params: { session_id: id }, body: { enabled: state === 'on' } });
  const reply = await orComplain(call, access.value.baseUrl);
  if (!reply.ok) return reply;
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, reply.value.typed_enabled ? 'Typed codes are on.' : 'Typed codes are off: none is shown, and none is taken.');
  return ok(undefined);
}
