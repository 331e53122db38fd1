import Type, { type TSchema } from 'typebox';

import { policyView } from './policy-schemas.ts';
import { saidText } from './said-text.ts';
import { instant, recordView, refusedAttemptView, sessionView, wordOf } from './schemas.ts';
import { decisionKinds, deviceStates, statuses, ways } from './words.ts';

/** The desk: everything of a session that did not simply count, with what is known of it, and what staff decide. */

const closed = { additionalProperties: false } as const;
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const decisionView = Type.Object({
  decision: wordOf(decisionKinds),
  note: Type.String(),
  staff: Type.String(),
  at: instant,
  seq: Type.Integer(),
});
export type DecisionView = Type.Static<typeof decisionView>;

/** One submission that is stored. */
export const evidenceView = Type.Object({
  entry_id: Type.String(),
  way: wordOf(ways),
  carrier: Type.String(),
  codes: Type.Integer({ description: '1 or 2' }),
  queued: Type.Boolean(),
  not_before: Type.Union([instant, Type.Null()], { description: 'the start of the epoch of its newest code; null for a static code' }),
  not_after: Type.Object({ at: instant, by: Type.Enum(['arrival', 'contact', 'claim']) }, { description: 'the earliest instant at which it is known to have existed' }),
  received_at: instant,
  grade: Type.String(),
  reasons: Type.Array(Type.String()),
  guest: Type.Boolean(),
  device: nullable(Type.Object({ device_id: Type.String(), state: wordOf(deviceStates), student_id: Type.String({ description: 'whom it is bound to' }) })),
  is_shown: Type.Enum(['shown', 'not_shown', 'unknown'], { description: 'what the displays reported of its codes' }),
  is_standing: Type.Boolean({ description: 'whether the record rests on it' }),
});
export type EvidenceView = Type.Static<typeof evidenceView>;

export const deskItem = Type.Object({
  record: recordView,
  evidence: Type.Array(evidenceView),
  decision: nullable(decisionView),
});
export type DeskItem = Type.Static<typeof deskItem>;

export const deskRefusal = Type.Object({
  ...refusedAttemptView.properties,
  record_standing: nullable(Type.String({ description: 'the standing of the record that this student has now; null without one' })),
  decision: Type.Optional(nullable(decisionView)),
});
export type DeskRefusal = Type.Static<typeof deskRefusal>;

export const deskReply = Type.Object({
  session: sessionView,
  policy: policyView,
  items: Type.Array(deskItem, { description: 'provisional, held, asked, and decided; in the order of arrival' }),
  refused: Type.Array(deskRefusal, { description: 'refused attempts, newest first' }),
  is_cut: Type.Boolean({ description: 'true where only the newest 1,000 refused attempts or items are listed' }),
});
export type DeskReply = Type.Static<typeof deskReply>;

export const decideBody = Type.Object(
  {
    student_id: saidText({ minLength: 1, maxLength: 64 }),
    decision: Type.Enum(['accept', 'reject', 'ask']),
    note: saidText({ minLength: 1, maxLength: 500, description: 'why; for `ask` what the student reads' }),
    attendance: Type.Optional(Type.Enum(['present', 'late'], { description: 'for `accept`; what the evidence says where it is left out' })),
    seq: Type.Optional(Type.Integer({ description: 'of the record as it was seen: refused with `changed_meanwhile` where it is another now' })),
  },
  closed,
);
export type DecideBody = Type.Static<typeof decideBody>;

/** The record as it is now; null where the student has none (a refused scan that was asked about, or undone). */
export const decisionReply = Type.Object({ record: nullable(recordView), decision: nullable(decisionView) });

export const undoDecisionBody = Type.Object(
  { student_id: saidText({ minLength: 1, maxLength: 64 }), seq: Type.Integer({ minimum: 1, description: 'of the decision that is taken back: it must be the newest' }) },
  closed,
);

export const historyQuery = Type.Object({ student_id: Type.Optional(saidText({ minLength: 1, maxLength: 64 })) });
export const historyReply = Type.Object({
  changes: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      student_id: nullable(Type.String()),
      action: Type.String(),
      before: Type.Unknown(),
      after: Type.Unknown(),
      staff: Type.String({ description: 'the server itself is called `evidence`' }),
      note: nullable(Type.String()),
      at: instant,
    }),
  ),
  is_cut: Type.Boolean(),
});

/** Everybody who was recorded in this course before, with what they are in this session. */
export const rosterReply = Type.Object({
  students: Type.Array(Type.Object({ student_id: Type.String(), sessions: Type.Integer(), record: nullable(recordView) })),
  is_cut: Type.Boolean({ description: 'more than 5,000 students' }),
});

export const startCheckBody = Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: 60 }) }, closed);

export const entryStateBody = Type.Object({ entry_id: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }, closed);
/** What became of an entry, for whoever knows its id. */
export const entryStateReply = Type.Object({
  attendance: wordOf(statuses),
  grade: Type.String(),
  standing: Type.String(),
  reasons: Type.Array(Type.String()),
  asked: nullable(Type.Object({ note: Type.String(), at: instant })),
});
