import Type, { type TSchema } from 'typebox';

import { saidText } from './said-text.ts';
import { grades, gradeReasons, identities, sessionStates, standings, statuses } from './words.ts';

/** The shapes that travel, as JSON Schema: one source for validation, OpenAPI and types. Instants are ISO 8601 with an offset. */

const closed = { additionalProperties: false } as const;

export function wordOf<const Words extends readonly string[]>(words: Words) {
  return Type.Unsafe<Words[number]>(Type.Enum([...words]));
}

function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export const instant = Type.String({ format: 'date-time' });
export const sessionIdSchema = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });

export const jsonCarrierSchema = Type.Object({
  payload_b64: Type.String({ description: 'padded base64url of the payload, UTF-8 JSON' }),
  signature: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

export const createSessionBody = Type.Object(
  {
    course: Type.Optional(saidText({ minLength: 1, maxLength: 200, default: 'Course-101' })),
    duration_minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440, default: 15 })),
    identity: Type.Optional(wordOf(identities)),
    rotation_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 60, description: '0 is a static code, else 2-60' })),
    grace_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 300 })),
    starts_at: Type.Optional(instant),
    late_after_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1440 })),
    typed_code: Type.Optional(Type.Boolean({ default: true, description: 'whether the typed code is shown and taken' })),
  },
  closed,
);
export type CreateSessionBody = Type.Static<typeof createSessionBody>;

export const sessionView = Type.Object({
  session_id: sessionIdSchema,
  course: Type.String(),
  state: wordOf(sessionStates),
  starts_at: instant,
  closes_at: instant,
  duration_minutes: Type.Integer(),
  identity: wordOf(identities),
  rotation_seconds: Type.Integer(),
  grace_seconds: Type.Integer(),
  late_after_minutes: nullable(Type.Integer()),
  typed_enabled: Type.Boolean({ description: 'whether the typed code is shown and taken' }),
  checks: Type.Array(Type.Object({ number: Type.Integer(), from: instant, until: instant }), { description: 'when staff asked for a second code; the last one may run still' }),
  created_at: instant,
  server_now: Type.Optional(instant),
});
export type SessionView = Type.Static<typeof sessionView>;

export const createSessionReply = Type.Intersect([Type.Object({ qr_payload: jsonCarrierSchema }), sessionView]);
export type CreateSessionReply = Type.Static<typeof createSessionReply>;

export const sessionSummary = Type.Intersect([
  sessionView,
  Type.Object({ counted: Type.Integer(), provisional: Type.Integer(), held: Type.Integer(), refused: Type.Integer() }),
]);
export type SessionSummary = Type.Static<typeof sessionSummary>;

/** The server's wall clock was set while it ran: codes and times around that instant may be wrong. */
export const clockJumpView = Type.Object({ at: instant, by_seconds: Type.Number({ description: 'how far it went ahead or, negative, back' }) });
export type ClockJumpView = Type.Static<typeof clockJumpView>;
/** Said for an hour after it was noticed; left out by servers that do not watch their clock. */
const clockJump = Type.Optional(nullable(clockJumpView));

/** All that a projector needs to make the codes of this block and the next by itself. */
export const displayView = Type.Object({
  session: sessionView,
  server_now_ms: Type.Integer({ description: 'server time when the reply was made' }),
  tag: Type.String({ description: 'session tag, hex' }),
  starts_at_ms: Type.Integer({ description: 'start of epoch 0' }),
  display: Type.Integer({ description: 'display number that goes into the token' }),
  url_prefix: Type.String({ description: 'what stands before the # of the code URL' }),
  typed_at: Type.String({ description: 'the short address where a code can be typed' }),
  blocks: Type.Array(
    Type.Object({
      block: Type.Integer(),
      until_ms: nullable(Type.Integer({ description: 'server time at which the next block begins; null where the code is static' })),
      key: Type.String({ description: 'display key, base64url' }),
    }),
  ),
  counted: Type.Integer(),
  clock_jump: clockJump,
});
export type DisplayView = Type.Static<typeof displayView>;

export const originalSubmissionBody = Type.Object({
  student_id: Type.String({ minLength: 1, maxLength: 64 }),
  session_id: Type.String(),
  payload: Type.String({ description: 'the decoded JSON text of payload_b64' }),
  signature: Type.String(),
  submitted_at: Type.String({ description: "the client's clock, ISO 8601" }),
});
export const entryEnvelopeBody = Type.Object({
  entry: Type.String({ description: "base64url of the entry's bytes, no padding" }),
  signature: Type.Optional(Type.String({ description: 'ECDSA P-256 with SHA-256, r ‖ s, base64url' })),
  device_key: Type.Optional(Type.String({ description: 'raw public key, 65 bytes, base64url' })),
  queued: Type.Optional(Type.Boolean({ default: false })),
  head: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: "entry_id at the end of the device's chain, so that this moment bounds every entry before it" })),
});

/** The receipt of a stored submission. */
export const receipt = Type.Object({
  status: Type.Literal('accepted'),
  code: Type.Literal('accepted'),
  retry: Type.Literal(false),
  request_id: Type.String(),
  latency_seconds: Type.Number({ description: "when the scan is known to have happened, minus the session's start" }),
  code_age_seconds: nullable(Type.Number({ description: 'arrival minus the start of the epoch; null for a static code' })),
  grade: wordOf(grades),
  standing: wordOf(standings),
  reasons: Type.Array(wordOf(gradeReasons)),
  attendance: wordOf(statuses),
  session_id: sessionIdSchema,
  course: Type.String(),
  student_id: Type.String(),
  entry_id: nullable(Type.String({ description: 'base64url of SHA-256 of the entry' })),
  check: Type.Optional(nullable(Type.Integer({ description: 'the number of the check that this scan answers; null where none ran' }))),
  scanned_at: instant,
  received_at: instant,
});
export type Receipt = Type.Static<typeof receipt>;

export const errorReply = Type.Object({
  status: Type.Literal('error'),
  reason: Type.String(),
  code: Type.String({ description: 'stable; see docs/codes.md' }),
  retry: Type.Boolean({ description: 'whether the same request can succeed later' }),
  request_id: Type.String(),
  field: Type.Optional(Type.String()),
  record: Type.Optional(
    Type.Object({ received_at: instant, attendance: wordOf(statuses), grade: wordOf(grades), latency_seconds: Type.Number() }),
  ),
});
export type ErrorReply = Type.Static<typeof errorReply>;

/** One student in one session. */
export const recordView = Type.Object({
  student_id: Type.String(),
  attendance: wordOf(statuses),
  grade: wordOf(grades),
  standing: wordOf(standings),
  reasons: Type.Array(wordOf(gradeReasons)),
  latency_seconds: Type.Number(),
  scanned_at: instant,
  received_at: instant,
  device: nullable(Type.String({ description: 'the beginning of the device id' })),
  note: nullable(Type.String()),
  checks: Type.Array(Type.Integer(), { description: 'numbers of the checks that this student answered' }),
  asked: Type.Boolean({ description: 'staff asked the student and have not decided yet' }),
  seq: Type.Integer({ description: 'place in the order of changes' }),
});
export type RecordView = Type.Static<typeof recordView>;

export const refusedAttemptView = Type.Object({
  student_id: nullable(Type.String()),
  code: Type.String(),
  reason: Type.String(),
  carrier: nullable(Type.String()),
  at: instant,
  seq: Type.Integer(),
});
export type RefusedAttemptView = Type.Static<typeof refusedAttemptView>;

/** What changed in a session after a reader's cursor; a row stands for its whole newest state. */
export const liveEvent = Type.Object({
  session: sessionView,
  records: Type.Array(recordView),
  refused: Type.Array(refusedAttemptView),
  removed: Type.Array(Type.Object({ student_id: Type.String(), seq: Type.Integer() }), { description: 'records that staff took back' }),
  alarm: nullable(
    Type.Object({ wrong_typed_codes: Type.Integer(), minutes: Type.Integer() }, { description: 'many wrong typed codes, on this server, lately' }),
  ),
  counts: Type.Object({ counted: Type.Integer(), provisional: Type.Integer(), held: Type.Integer(), refused: Type.Integer() }),
  clock_jump: clockJump,
  cursor: Type.Integer(),
  complete: Type.Boolean({ description: 'false while more changes follow at once' }),
  restart: Type.Boolean({ description: "true where the reader's cursor is of another history (a restored backup): forget every row, this event begins anew" }),
});
export type LiveEvent = Type.Static<typeof liveEvent>;

export const attendanceReply = Type.Object({
  session_id: sessionIdSchema,
  attendance: Type.Array(
    Type.Intersect([
      Type.Object({
        student_id: Type.String(),
        session_id: sessionIdSchema,
        payload: nullable(Type.String()),
        signature: nullable(Type.String()),
        submitted_at: Type.String(),
        latency_seconds: Type.Number(),
      }),
      Type.Omit(recordView, ['student_id', 'latency_seconds']),
    ]),
  ),
});
export type AttendanceReply = Type.Static<typeof attendanceReply>;

export const markBody = Type.Object(
  {
    student_id: saidText({ minLength: 1, maxLength: 64 }),
    attendance: wordOf(statuses),
    note: saidText({ minLength: 1, maxLength: 500, description: 'why; it is kept in the record of changes' }),
  },
  closed,
);
export type MarkBody = Type.Static<typeof markBody>;

export const minutesBody = Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: 1440 }) }, closed);
export const tokenBody = Type.Object({ token: saidText({ minLength: 1, maxLength: 200 }) }, closed);
export const setupBody = Type.Object(
  { token: saidText({ minLength: 1, maxLength: 200 }), name: saidText({ minLength: 1, maxLength: 100 }) },
  closed,
);
export const staffView = Type.Object({ name: Type.String() });
export type StaffView = Type.Static<typeof staffView>;
