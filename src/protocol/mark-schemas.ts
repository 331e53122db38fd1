import Type from 'typebox';

import { maxMarks } from './mark-limits.ts';
import { saidText } from './said-text.ts';
import { markBody, recordView } from './schemas.ts';

/** What staff set for many students at once, and how it is taken back; the switch of the typed code. */

const closed = { additionalProperties: false } as const;

export const marksBody = Type.Object(
  {
    student_ids: Type.Array(saidText({ maxLength: 1_000 }), { minItems: 1, maxItems: maxMarks }),
    attendance: markBody.properties.attendance,
    note: markBody.properties.note,
  },
  closed,
);

/** One answer a line of the request, in its order. */
export const marksReply = Type.Object({
  results: Type.Array(
    Type.Object({
      student_id: Type.String(),
      outcome: Type.Enum(['set', 'kept', 'malformed'], {
        description: 'set: a new record. kept: the student was recorded already, and that record stands. malformed: no student number',
      }),
      record: Type.Union([recordView, Type.Null()]),
    }),
  ),
});
export type MarksReply = Type.Static<typeof marksReply>;

export const undoMarksBody = Type.Object(
  {
    marks: Type.Array(Type.Object({ student_id: saidText({ minLength: 1, maxLength: 64 }), seq: Type.Integer({ minimum: 1 }) }, closed), {
      minItems: 1,
      maxItems: maxMarks,
      description: 'records as they were set, with the seq that they had then',
    }),
  },
  closed,
);

export const undoMarksReply = Type.Object({
  results: Type.Array(
    Type.Object({
      student_id: Type.String(),
      outcome: Type.Enum(['undone', 'kept'], { description: 'kept: the record was changed since, or a submission stands behind it' }),
    }),
  ),
});

export const typedBody = Type.Object({ enabled: Type.Boolean({ description: 'whether the typed code is shown and taken' }) }, closed);
