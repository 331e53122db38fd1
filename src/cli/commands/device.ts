import type { Command } from 'commander';

import type { DeviceView } from '../../protocol/device-schemas.ts';
import type { ReplyOf } from '../../protocol/endpoints.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStaffOptions } from '../server-options.ts';
import { callAsStaff, type JsonOptions } from '../staff-call.ts';
import { printable, textTable } from '../text-table.ts';

type ListOptions = JsonOptions & { readonly student?: string; readonly waiting?: true };

/** The keys of phones and terminals: whose they are, and whether they count. */
export const addDeviceCommands: AddCommands = (program, terminal, end) => {
  const devices = program.command('device').description('phones and terminals by their keys: list, approve, revoke, bind to a student');

  addStaffOptions(devices.command('list').description('list devices, newest first'))
    .option('--student <number>', 'those of one student')
    .option('--waiting', 'those that wait for their cool-down or for staff')
    .option('--json', 'print JSON')
    .action(({ student, waiting, ...options }: ListOptions) => {
      const query = { ...(student === undefined ? {} : { student_id: student }), ...(waiting ? { state: 'waiting' as const } : {}) };
      return conclude(terminal, end, callAsStaff('devices', { query }, options, terminal, listInWords));
    });

  for (const [verb, description] of [
    ['approve', 'let a waiting, replaced or revoked device count, and what it sent while it waited; of more than two the first one gives way'],
    ['revoke', 'take nothing from this device any more; what it recorded stays'],
  ] as const) {
    addJson(devices.command(verb).description(description)).action((deviceId: string, options: JsonOptions) => {
      const name = verb === 'approve' ? 'approveDevice' : 'revokeDevice';
      return conclude(terminal, end, callAsStaff(name, { params: { device_id: deviceId } }, options, terminal, deviceInWords));
    });
  }

  addJson(devices.command('bind').description('bind a device to the student whose it is'))
    .argument('<student>', 'student number')
    .action((deviceId: string, student: string, options: JsonOptions) =>
      conclude(terminal, end, callAsStaff('bindDevice', { params: { device_id: deviceId }, body: { student_id: student } }, options, terminal, deviceInWords)),
    );
};

function addJson(command: Command): Command {
  return addStaffOptions(command).argument('<device>', 'device id, as "attend device list" shows it').option('--json', 'print JSON');
}

function listInWords({ devices, is_cut: isCut }: ReplyOf<'devices'>): string {
  if (devices.length === 0) return 'No devices.';
  const rows = devices.map((each) => [each.device_id, printable(each.student_id), stateInWords(each), String(each.entries), each.last_seen_at]);
  return textTable(['DEVICE', 'STUDENT', 'STATE', 'ENTRIES', 'LAST SEEN'], rows) + (devices.some(isWaiting) ? `\n\n${whatWaits}` : '') + (isCut ? '\nThere are more; name a student with --student.' : '');
}

const isWaiting = ({ state }: DeviceView): boolean => state === 'waiting';

const whatWaits = [
  'A waiting device is one beside two that count. What it signs until then is held at the desk and goes on being held; what it signs later counts by',
  'itself, where the course has the usual cool-down. "attend device approve DEVICE" counts both now; the one that began to count first gives way.',
].join('\n');

function stateInWords({ state, active_from: from, revoked_by: by, is_forked: isForked, bound_by: boundBy }: DeviceView): string {
  const why = state === 'waiting' && from !== null ? ` until ${from}` : state === 'revoked' && by !== null ? ` by ${printable(by)}` : '';
  return `${state}${why}${boundBy === 'staff' ? ', bound by staff' : ''}${isForked ? ', forked' : ''}`;
}

function deviceInWords(device: DeviceView): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Device', device.device_id],
    ['Student', printable(device.student_id)],
    ['State', stateInWords(device)],
    ['Entries', String(device.entries)],
    ['Seen', `${device.first_seen_at} to ${device.last_seen_at}`],
  ];
  return lines.map(([label, value]) => `${label.padEnd(9)}  ${value}`).join('\n') + (isWaiting(device) ? `\n\n${whatWaits}` : '');
}
