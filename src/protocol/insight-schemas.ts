import Type from 'typebox';

import { saidText } from './said-text.ts';
import { instant, sessionView } from './schemas.ts';

/** What staff see of a session's arrivals as a whole. It describes; nothing of it denies a mark. */

const closed = { additionalProperties: false } as const;

const deviceStudents = Type.Object({
  device: Type.String({ description: 'the beginning of the device id' }),
  students: Type.Array(Type.String()),
});

export const headcountBody = Type.Object(
  {
    counted: Type.Integer({ minimum: 0, maximum: 100_000, description: 'people who sit in the hall' }),
    note: Type.Optional(saidText({ maxLength: 500 })),
  },
  closed,
);

export const headcountView = Type.Object({
  counted: Type.Integer(),
  recorded: Type.Integer({ description: 'students who were recorded and counted at that moment' }),
  note: Type.Union([Type.String(), Type.Null()]),
  staff: Type.String(),
  at: instant,
});
export type HeadcountView = Type.Static<typeof headcountView>;

export const insightView = Type.Object({
  session: sessionView,
  counts: Type.Object({ counted: Type.Integer(), provisional: Type.Integer(), held: Type.Integer(), refused: Type.Integer() }),
  code_ages: Type.Array(
    Type.Object({
      way: Type.Enum(['scanned', 'typed']),
      rotation_seconds: Type.Integer(),
      grace_seconds: Type.Integer(),
      by_second: Type.Array(Type.Integer(), { description: 'arrivals in the window by whole seconds since the start of the epoch; T + G numbers' }),
      later: Type.Integer({ description: 'arrivals after the window' }),
    }),
    { description: 'empty for a static code' },
  ),
  arrivals_by_minute: Type.Array(Type.Object({ minute: Type.Integer({ description: 'whole minutes after the start' }), count: Type.Integer() })),
  bursts: Type.Array(
    Type.Object({
      at: instant,
      count: Type.Integer({ description: 'arrivals within one second' }),
      usual_per_second: Type.Number({ description: 'in the 30 seconds before and after it' }),
      students: Type.Array(Type.String()),
    }),
  ),
  devices: Type.Integer(),
  shared_devices: Type.Array(deviceStudents, { description: 'devices with more than one student in this session' }),
  new_devices: Type.Array(deviceStudents, { description: 'devices that had no record before this session' }),
  ways: Type.Object({
    token: Type.Integer(),
    json: Type.Integer(),
    typed: Type.Integer(),
    by_hand: Type.Integer({ description: 'set by staff without a submission' }),
    without_device: Type.Integer(),
    synced_later: Type.Integer({ description: "reached the server after its code's window" }),
  }),
  headcounts: Type.Array(headcountView, { description: 'newest first' }),
});
export type InsightView = Type.Static<typeof insightView>;

export const spotCheckQuery = Type.Object({
  share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1, description: 'share of the counted that would be phantoms' })),
  chance: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.95, description: 'wished chance of meeting at least one of them' })),
  seed: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$', description: 'of an earlier reply, to draw the same list again' })),
});

export const spotCheckView = Type.Object({
  counted: Type.Integer({ description: 'students whom the list is drawn of' }),
  share: Type.Number(),
  phantoms: Type.Integer({ description: 'the share in students, rounded down, at least one' }),
  check: Type.Integer({ description: 'how many to check' }),
  chance: Type.Number({ description: 'of meeting at least one phantom with so many' }),
  seed: Type.String(),
  students: Type.Array(Type.String()),
});
export type SpotCheckView = Type.Static<typeof spotCheckView>;
