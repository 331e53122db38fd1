import Type from 'typebox';

import { ofDeviceId } from './endpoint.ts';
import { saidText } from './said-text.ts';
import { instant, wordOf } from './schemas.ts';
import { deviceStates } from './words.ts';

const closed = { additionalProperties: false } as const;

export const devicesQuery = Type.Object({
  student_id: Type.Optional(saidText({ minLength: 1, maxLength: 64 })),
  state: Type.Optional(Type.Enum(['waiting', 'all'])),
});

/** The key of a phone, browser or terminal, and the student that it is bound to. */
export const deviceView = Type.Object({
  device_id: Type.String({ description: 'base64url of SHA-256 of the raw public key' }),
  student_id: Type.String({ description: 'whom it is bound to: the student of its first entry, or whom staff named' }),
  state: wordOf(deviceStates),
  first_seen_at: instant,
  last_seen_at: instant,
  active_from: Type.Union([instant, Type.Null()], { description: 'when the cool-down of a waiting device ends' }),
  entries: Type.Integer({ description: 'entries of it that are stored' }),
  is_forked: Type.Boolean({ description: 'it signed two different entries for one place of its chain' }),
  bound_by: Type.Enum(['first_use', 'staff']),
  revoked_at: Type.Union([instant, Type.Null()]),
  revoked_by: Type.Union([Type.String(), Type.Null()]),
});
export type DeviceView = Type.Static<typeof deviceView>;

export const devicesReply = Type.Object({ devices: Type.Array(deviceView), is_cut: Type.Boolean({ description: 'more than the 500 newest' }) });
export const bindDeviceBody = Type.Object({ student_id: saidText({ minLength: 1, maxLength: 64 }) }, closed);
export const deviceParams = ofDeviceId;
