import Type, { type TSchema } from 'typebox';

import type { RefusalCode } from './codes.ts';
import { sessionIdSchema } from './schemas.ts';

/** One endpoint: who may ask, what is sent, what is answered. The server registers it, OpenAPI describes it, the client calls it. */
export interface Endpoint {
  readonly summary: string;
  /** `staff`: a bearer token or a signed-in browser. A route that is not in this table does not exist. */
  readonly who: 'anyone' | 'staff';
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** The successful reply: its HTTP status, and a schema for JSON or a media type for anything else. */
  readonly reply: readonly [status: number, content: TSchema | `${string}/${string}`];
  readonly refusals: readonly RefusalCode[];
}

export const ofSession = Type.Object({ session_id: sessionIdSchema });
export const ofDeviceId = Type.Object({ device_id: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'base64url of SHA-256 of the raw public key' }) });
export const bodyRefusals = ['missing_field', 'malformed', 'too_large', 'unsupported_media_type'] as const;
/** A token is looked up in the store, so any of these may find it unavailable. */
export const staffRefusals = ['auth_required', 'invalid_token', 'foreign_origin', 'storage_unavailable'] as const;
