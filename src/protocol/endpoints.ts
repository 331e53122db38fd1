import Type, { type TSchema } from 'typebox';

import * as claims from './claim-schemas.ts';
import { byHandEndpoints } from './by-hand-endpoints.ts';
import { evidenceEndpoints } from './evidence-endpoints.ts';
import { bodyRefusals, ofSession, staffRefusals, type Endpoint } from './endpoint.ts';
import * as insight from './insight-schemas.ts';
import type { EndpointName } from './paths.ts';
import * as receipts from './receipt-schemas.ts';
import * as schemas from './schemas.ts';

const carrierQuery = Type.Object({ carrier: Type.Optional(Type.Enum(['url', 'json'])) });

export const endpoints = {
  healthz: { summary: 'The process answers', who: 'anyone', reply: [200, Type.Object({ status: Type.Literal('ok') })], refusals: [] },
  readyz: {
    summary: 'The database answers too',
    who: 'anyone',
    reply: [200, Type.Object({ status: Type.Literal('ready') })],
    refusals: ['storage_unavailable'],
  },
  metrics: { summary: 'Prometheus metrics; counts only, no names', who: 'anyone', reply: [200, 'text/plain'], refusals: [] },
  openapi: { summary: 'This description', who: 'anyone', reply: [200, 'application/json'], refusals: [] },
  createSession: {
    summary: 'Create a class session',
    who: 'staff',
    body: schemas.createSessionBody,
    reply: [201, schemas.createSessionReply],
    refusals: [...staffRefusals, ...bodyRefusals],
  },
  submitAttendance: {
    summary: 'Submit one scan: the five original fields, or an entry in its envelope',
    who: 'anyone',
    body: Type.Union([schemas.entryEnvelopeBody, schemas.originalSubmissionBody]),
    reply: [201, schemas.receipt],
    refusals: [
      ...bodyRefusals,
      'bad_encoding',
      'unsupported_version',
      'invalid_signature',
      'device_revoked',
      'unknown_session',
      'session_key_retired',
      'duplicate_submission',
      'code_expired',
      'code_early',
      'unknown_code',
      'typed_code_off',
      'session_not_open',
      'rate_limited',
      'storage_unavailable',
    ],
  },
  signReceipt: {
    summary: 'The signed receipt of an entry, for whoever knows its entry_id',
    who: 'anyone',
    body: receipts.receiptBody,
    reply: [200, receipts.signedReceipt],
    refusals: [...bodyRefusals, 'unknown_entry', 'storage_unavailable'],
  },
  receiptKey: { summary: 'The public key that receipts are signed with', who: 'anyone', reply: [200, receipts.receiptKeyView], refusals: [] },
  claim: {
    summary: 'Scan first, identify second: keep the place of a fresh code for ten minutes; nothing is stored',
    who: 'anyone',
    body: claims.claimBody,
    reply: [201, claims.claimReply],
    refusals: [
      ...bodyRefusals,
      'bad_encoding',
      'unsupported_version',
      'invalid_signature',
      'unknown_session',
      'session_key_retired',
      'code_expired',
      'code_early',
      'unknown_code',
      'typed_code_off',
      'rate_limited',
      'session_not_open',
      'storage_unavailable',
    ],
  },
  attendance: {
    summary: 'Who is recorded; a browser is led to the live page',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.attendanceReply],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  qrPng: {
    summary: 'The QR as PNG',
    who: 'staff',
    params: ofSession,
    query: carrierQuery,
    reply: [200, 'image/png'],
    refusals: [...staffRefusals, 'malformed', 'unknown_session', 'session_key_retired', 'session_not_open'],
  },
  qrSvg: {
    summary: 'The QR as SVG',
    who: 'staff',
    params: ofSession,
    query: carrierQuery,
    reply: [200, 'image/svg+xml'],
    refusals: [...staffRefusals, 'malformed', 'unknown_session', 'session_key_retired', 'session_not_open'],
  },
  qrJson: {
    summary: 'The JSON carrier itself',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.jsonCarrierSchema],
    refusals: [...staffRefusals, 'unknown_session', 'session_key_retired', 'session_not_open'],
  },
  listSessions: {
    summary: 'The newest sessions first',
    who: 'staff',
    query: Type.Object({ before: Type.Optional(schemas.instant), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) }),
    reply: [200, Type.Object({ sessions: Type.Array(schemas.sessionSummary), more_before: Type.Union([schemas.instant, Type.Null()]) })],
    refusals: [...staffRefusals, 'malformed'],
  },
  showSession: {
    summary: 'One session',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.sessionSummary],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  closeSession: {
    summary: 'Close a session now; one that is closed stays so',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  extendSession: {
    summary: 'Let an open or scheduled session last longer',
    who: 'staff',
    params: ofSession,
    body: schemas.minutesBody,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'session_not_open'],
  },
  reopenSession: {
    summary: 'Open a closed session again from now on, or from its start where that lies ahead',
    who: 'staff',
    params: ofSession,
    body: schemas.minutesBody,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'session_key_retired'],
  },
  display: {
    summary: 'What a projector needs to make codes for 15 to 30 minutes by itself',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.displayView],
    refusals: [...staffRefusals, 'unknown_session', 'session_key_retired'],
  },
  live: {
    summary: 'Server-sent events: what changed after Last-Event-ID (or ?after=)',
    who: 'staff',
    params: ofSession,
    query: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
    reply: [200, 'text/event-stream'],
    refusals: [...staffRefusals, 'malformed', 'unknown_session'],
  },
  insight: {
    summary: 'What the arrivals of a session look like together; it describes and changes nothing',
    who: 'staff',
    params: ofSession,
    reply: [200, insight.insightView],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  addHeadcount: {
    summary: 'Note how many people sit in the hall',
    who: 'staff',
    params: ofSession,
    body: insight.headcountBody,
    reply: [201, insight.headcountView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
  spotCheck: {
    summary: 'A random list of counted students to call up, long enough to meet a phantom with the wished chance',
    who: 'staff',
    params: ofSession,
    query: insight.spotCheckQuery,
    reply: [200, insight.spotCheckView],
    refusals: [...staffRefusals, 'malformed', 'unknown_session'],
  },
  ...byHandEndpoints,
  ...evidenceEndpoints,
  exportCsv: {
    summary: 'Attendance as CSV, formulas escaped',
    who: 'staff',
    params: ofSession,
    reply: [200, 'text/csv'],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  setUp: {
    summary: 'Use the one-time set-up link: become the first member of staff in this browser',
    who: 'anyone',
    body: schemas.setupBody,
    reply: [201, schemas.staffView],
    refusals: [...bodyRefusals, 'invalid_token', 'foreign_origin', 'storage_unavailable'],
  },
  signIn: {
    summary: 'Sign this browser in with a staff token',
    who: 'anyone',
    body: schemas.tokenBody,
    reply: [200, schemas.staffView],
    refusals: [...bodyRefusals, 'invalid_token', 'foreign_origin', 'storage_unavailable'],
  },
  signOut: { summary: 'Sign this browser out', who: 'staff', reply: [200, schemas.staffView], refusals: staffRefusals },
  whoAmI: { summary: 'Who is signed in', who: 'staff', reply: [200, schemas.staffView], refusals: staffRefusals },
} as const satisfies Record<EndpointName, Endpoint>;

export type Endpoints = typeof endpoints;

type SchemaOf<Name extends EndpointName, Part extends string> = Endpoints[Name] extends Readonly<Record<Part, infer Schema>>
  ? Schema extends TSchema
    ? Type.Static<Schema>
    : undefined
  : undefined;

export type BodyOf<Name extends EndpointName> = SchemaOf<Name, 'body'>;
export type QueryOf<Name extends EndpointName> = SchemaOf<Name, 'query'>;
export type ReplyOf<Name extends EndpointName> = Endpoints[Name]['reply'][1] extends infer Content
  ? Content extends TSchema
    ? Type.Static<Content>
    : string
  : never;
