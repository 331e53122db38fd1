import { InvalidArgumentError, Option } from 'commander';

import type { ReplyOf } from '../../protocol/endpoints.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStaffOptions } from '../server-options.ts';
import { callAsStaff, type JsonOptions } from '../staff-call.ts';
import { printable } from '../text-table.ts';

type PolicyOptions = JsonOptions & {
  readonly syncDeadline?: number;
  readonly verifiedAfterClose?: number;
  readonly twoCodes?: 'yes' | 'no';
  readonly deviceCoolDown?: number;
  readonly borrowedPhones?: number;
};

/** What a course asks of evidence. */
export const addCourseCommands: AddCommands = (program, terminal, end) => {
  const courses = program.command('course').description('what a course asks of evidence');
  addStaffOptions(courses.command('policy').description('show the policy of a course, or change it for sessions that are created from now on'))
    .argument('<course>', 'course')
    .option('--sync-deadline <hours>', 'how long after its scan a queued entry is recorded without waiting for staff, 0-1440', amount)
    .option('--verified-after-close <minutes>', 'how long after the close an offline entry must be known to count by itself, 0-1440', amount)
    .addOption(new Option('--two-codes <yes|no>', 'whether an offline entry needs two codes to count by itself').choices(['yes', 'no']))
    .option('--device-cool-down <hours>', "how long a student's third device waits, 0-1440", amount)
    .option('--borrowed-phones <n>', 'guests whom one phone may serve a session, 0-10', amount)
    .option('--json', 'print JSON')
    .action((course: string, options: PolicyOptions) => {
      const policy = policyOf(options);
      const asked =
        Object.keys(policy).length === 0
          ? callAsStaff('coursePolicy', { query: { course } }, options, terminal, policyInWords)
          : callAsStaff('setCoursePolicy', { body: { course, policy } }, options, terminal, policyInWords);
      return conclude(terminal, end, asked);
    });
};

function policyOf({ syncDeadline, verifiedAfterClose, twoCodes, deviceCoolDown, borrowedPhones }: PolicyOptions) {
  return {
    ...(syncDeadline === undefined ? {} : { sync_deadline_hours: syncDeadline }),
    ...(verifiedAfterClose === undefined ? {} : { verified_after_close_minutes: verifiedAfterClose }),
    ...(twoCodes === undefined ? {} : { two_codes: twoCodes === 'yes' }),
    ...(deviceCoolDown === undefined ? {} : { device_cool_down_hours: deviceCoolDown }),
    ...(borrowedPhones === undefined ? {} : { borrowed_phones: borrowedPhones }),
  };
}

function policyInWords({ course, policy, is_default: isDefault }: ReplyOf<'coursePolicy'>): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Course', `${printable(course)}${isDefault ? ' (as every course begins)' : ''}`],
    ['Sync', `a queued entry within ${policy.sync_deadline_hours} h of its scan waits for nobody`],
    ['Offline', `counts by itself ${policy.two_codes ? 'with two codes' : 'with one code'}, known up to ${policy.verified_after_close_minutes} min after the close`],
    ['Devices', `a third one waits ${policy.device_cool_down_hours} h`],
    ['Guests', `${policy.borrowed_phones} a phone and session`],
  ];
  return lines.map(([label, value]) => `${label.padEnd(9)}  ${value}`).join('\n');
}

/** The server says where an amount is too big. */
function amount(text: string): number {
  if (!/^\d{1,6}(\.\d{1,4})?$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}
