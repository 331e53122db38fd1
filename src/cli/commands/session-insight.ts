import { InvalidArgumentError } from 'commander';

import type { HeadcountView, InsightView, SpotCheckView } from '../../protocol/insight-schemas.ts';
import { ok, type Result } from '../../protocol/result.ts';
import { conclude, type AddCommands } from '../command.ts';
import type { Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess, type StaffOptions } from '../server-options.ts';
import { printable } from '../text-table.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

type JsonOptions = StaffOptions & { readonly json?: true };
type HeadcountOptions = JsonOptions & { readonly note?: string };
type SpotCheckOptions = JsonOptions & { readonly share: number; readonly chance: number; readonly seed?: string };

/** What staff see of a session as a whole; it stands beside the other commands of `session`. */
export const addSessionInsightCommands: AddCommands = (program, terminal, end) => {
  const sessions = program.commands.find((command) => command.name() === 'session')!;
  addStaffOptions(sessions.command('insight').description('what the arrivals of a session look like together; it changes nothing'))
    .argument('<session>', 'session id')
    .option('--json', 'print JSON')
    .action((id: string, options: JsonOptions) => conclude(terminal, end, showInsight(id, options, terminal)));
  addStaffOptions(sessions.command('headcount').description('note how many people sit in the hall'))
    .argument('<session>', 'session id')
    .argument('<people>', 'so many people', wholeNumber)
    .option('--note <text>', 'kept beside it')
    .option('--json', 'print JSON')
    .action((id: string, people: number, options: HeadcountOptions) => conclude(terminal, end, addHeadcount(id, people, options, terminal)));
  addStaffOptions(sessions.command('spot-check').description('a random list of counted students to call up'))
    .argument('<session>', 'session id')
    .option('--share <share>', 'if this share of them is not there', share, 0.1)
    .option('--chance <chance>', 'meet at least one with this chance', share, 0.95)
    .option('--seed <seed>', 'draw the list of an earlier seed again')
    .option('--json', 'print JSON')
    .action((id: string, options: SpotCheckOptions) => conclude(terminal, end, drawSpotCheck(id, options, terminal)));
};

async function showInsight(id: string, options: JsonOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const reply = await orComplain(api.call('insight', { params: { session_id: id } }), baseUrl);
  if (!reply.ok) return reply;
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, insightInWords(reply.value));
  return ok(undefined);
}

async function addHeadcount(id: string, people: number, { note, ...options }: HeadcountOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const body = { counted: people, ...(note === undefined ? {} : { note }) };
  const reply = await orComplain(api.call('addHeadcount', { params: { session_id: id }, body }), baseUrl);
  if (!reply.ok) return reply;
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, headcountInWords(reply.value));
  return ok(undefined);
}

async function drawSpotCheck(id: string, { share, chance, seed, ...options }: SpotCheckOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const query = { share, chance, ...(seed === undefined ? {} : { seed }) };
  const reply = await orComplain(api.call('spotCheck', { params: { session_id: id }, query }), baseUrl);
  if (!reply.ok) return reply;
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, spotCheckInWords(reply.value));
  return ok(undefined);
}

function insightInWords({ session, counts, code_ages: ages, bursts, devices, shared_devices: shared, new_devices: fresh, ways, headcounts }: InsightView): string {
  const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0);
  return [
    `Course     ${printable(session.course)}`,
    `Students   ${counts.counted} counted, ${counts.provisional} provisional, ${counts.held} held`,
    ...headcounts.slice(0, 1).map((newest) => `Headcount  ${headcountInWords(newest)}`),
    ...ages.map(({ way, rotation_seconds: rotation, by_second: counted, later }) => {
      const grace = sum(counted.slice(rotation));
      return `Code ages  ${way}: ${sum(counted) - grace} while on the screen, ${grace} in the seconds of grace, ${later} later; by second ${counted.join(' ')}`;
    }),
    ...bursts.map(({ at, count, usual_per_second: usual }) => `Burst      ${at}  ${count} within a second, ${usual.toFixed(1)} a second was usual`),
    `Phones     ${devices}, ${fresh.length} of them for the first time`,
    ...shared.map(({ device, students }) => `Shared     ${device}  ${students.map(printable).join(', ')}`),
    `Came       ${ways.token} scanned, ${ways.json} as QR text, ${ways.typed} typed, ${ways.by_hand} set by staff, ${ways.synced_later} synced later`,
    'None of this is a proof: slow networks, borrowed phones and friends who scan together look the same.',
  ].join('\n');
}

function headcountInWords({ counted, recorded, staff, at }: HeadcountView): string {
  const difference = recorded - counted;
  return `${counted} in the hall, ${recorded} recorded (${difference > 0 ? '+' : ''}${difference}), ${printable(staff)}, ${at}`;
}

function spotCheckInWords({ counted, check, phantoms, chance, seed, students }: SpotCheckView): string {
  if (check === 0) return 'Nobody is recorded and counted yet.';
  const why = `If ${phantoms} of them are not there, one stands on this list with a chance of ${Math.floor(chance * 100)} %. Seed ${seed}.`;
  return [`Call up ${check} of ${counted}. ${why}`, ...students.map(printable)].join('\n');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (!/^[01](\.\d{1,6})?$/.test(text) || value === 0 || value > 1) throw new InvalidArgumentError('It must be a number above 0 and up to 1, like 0.1.');
  return value;
}
