import Type from 'typebox';

import { saidText } from './said-text.ts';
import { instant, sessionIdSchema } from './schemas.ts';

const closed = { additionalProperties: false } as const;

export const displayParams = Type.Object({
  session_id: sessionIdSchema,
  display_id: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$', description: '16 random bytes that one projector page makes when it opens, base64url' }),
});

const epoch = Type.Integer({ minimum: 0, maximum: 2 ** 24 - 1 });
const range = Type.Array(epoch, { minItems: 2, maxItems: 2, description: 'first and last epoch, both included' });

/** What a display showed. Reports are appended; one may be repeated. */
export const displayReportBody = Type.Object(
  {
    name: Type.Optional(saidText({ maxLength: 60, description: 'what staff call this display' })),
    known: Type.Union([range, Type.Null()], { description: 'the epochs that this report speaks of; null from a display that only asks' }),
    shown: Type.Array(range, { maxItems: 200, description: 'those of them that were to be seen' }),
    typed_shown: Type.Optional(Type.Boolean({ description: 'whether the typed code stood beside it' })),
    hidden: Type.Boolean({ description: 'whether the code is hidden on it now' }),
    is_last: Type.Optional(Type.Boolean({ description: 'the page is closing: it shows nothing from here on' })),
  },
  closed,
);
export type DisplayReportBody = Type.Static<typeof displayReportBody>;

/** What staff asked of this display from elsewhere; null where nobody did. */
export const displayOrder = Type.Object({ hide: Type.Union([Type.Boolean(), Type.Null()]), order_seq: Type.Integer({ description: 'a display obeys an order once' }) });

export const hideDisplayBody = Type.Object({ hidden: Type.Boolean() }, closed);

export const displayStateView = Type.Object({
  display_id: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  last_seen_at: instant,
  hidden: Type.Boolean(),
  is_closed: Type.Boolean(),
  shown_epochs: Type.Integer({ description: 'how many epochs it showed' }),
});
export const displaysReply = Type.Object({ displays: Type.Array(displayStateView) });
export type DisplayStateView = Type.Static<typeof displayStateView>;
