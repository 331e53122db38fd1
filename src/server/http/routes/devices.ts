import { setImmediate } from 'node:timers/promises';

import type { DeviceChange, StoredDevice } from '../../../attendance/devices.ts';
import { base64url } from '../../../protocol/base64url.ts';
import { refusal, type Refusal } from '../../../protocol/codes.ts';
import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { deviceViewOf, mayWait } from '../present-devices.ts';

const listed = 500;
/** Among so many of the newest are all that wait: a cool-down is over before a term brings more. */
const lookedThrough = 5_000;
/** More than any student has. */
const ofOneStudent = 1_000;

/** Staff see the keys of phones and terminals, let a waiting one count, revoke one that was lost, and name whose it is. */
export function deviceRoutes(context: Context): Pick<Handlers, 'devices' | 'approveDevice' | 'revokeDevice' | 'bindDevice'> {
  const { institutionId, store, clock, bells } = context;
  const devicesOf = (studentKey: string) => store.devices.listDevices(institutionId, studentKey, ofOneStudent);

  /** The state of a device depends on the others of its student. */
  function viewsOf(devices: readonly StoredDevice[], ofStudent: ReadonlyMap<string, readonly StoredDevice[]>): readonly DeviceView[] {
    const nowMs = clock();
    return devices.map((device) => deviceViewOf(device, ofStudent.get(device.studentKey)!, nowMs));
  }

  /** All devices of each student: those that were found, where all were, else read student by student without holding up submissions. */
  async function byStudent(found: readonly StoredDevice[], wanted: readonly StoredDevice[], limit: number): Promise<ReadonlyMap<string, readonly StoredDevice[]>> {
    if (found.length < limit) return Map.groupBy(found, ({ studentKey }) => studentKey);
    const ofStudent = new Map<string, readonly StoredDevice[]>();
    for (const { studentKey } of wanted) {
      if (ofStudent.has(studentKey)) continue;
      ofStudent.set(studentKey, await devicesOf(studentKey));
      await setImmediate();
    }
    return ofStudent;
  }

  async function change(deviceId: string, action: DeviceChange['action'], staffName: string): Promise<Result<DeviceView, Refusal<'unknown_device'>>> {
    const id = base64url.decode(deviceId);
    const changed = id === undefined ? undefined : await store.devices.changeDevice({ institutionId, deviceId: id, action, staffName, atMs: clock() });
    if (changed === undefined) return fail(refusal('unknown_device'));
    for (const sessionId of changed.sessionIds) bells.ring(sessionId);
    const { studentKey } = changed.device;
    const [view] = viewsOf([changed.device], new Map([[studentKey, await devicesOf(studentKey)]]));
    return ok(view!);
  }

  return {
    devices: async ({ query }) => {
      const isWaiting = query.state === 'waiting';
      const studentKey = query.student_id === undefined ? null : studentKeyOf(query.student_id);
      const limit = isWaiting ? lookedThrough : listed + 1;
      const found = await store.devices.listDevices(institutionId, studentKey, limit);
      const wanted = isWaiting ? found.filter((device) => mayWait(device, clock())) : found;
      const views = viewsOf(wanted, await byStudent(found, wanted, limit));
      const asked = isWaiting ? views.filter(({ state }) => state === 'waiting') : views;
      return ok({ devices: asked.slice(0, listed), is_cut: asked.length > listed });
    },

    approveDevice: ({ deviceId, staff }) => change(deviceId, { kind: 'approve' }, staff.name),
    revokeDevice: ({ deviceId, staff }) => change(deviceId, { kind: 'revoke' }, staff.name),

    bindDevice: async ({ deviceId, body, staff }) => {
      const studentId = parseStudentNumber(body.student_id);
      if (studentId === undefined) return fail(refusal('malformed', 'student_id'));
      return change(deviceId, { kind: 'bind', studentId, studentKey: studentKeyOf(studentId) }, staff.name);
    },
  };
}
