import { bodyRefusals, ofSession, staffRefusals, type Endpoint } from './endpoint.ts';
import * as marks from './mark-schemas.ts';
import type { EndpointName } from './paths.ts';
import * as schemas from './schemas.ts';

/** What staff do by hand, mostly for those without a phone. */
export const byHandEndpoints = {
  switchTyped: {
    summary: 'Show and take the typed code, or no longer',
    who: 'staff',
    params: ofSession,
    body: marks.typedBody,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
  markStudent: {
    summary: 'Set a student by hand, with a note',
    who: 'staff',
    params: ofSession,
    body: schemas.markBody,
    reply: [200, schemas.recordView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
  markStudents: {
    summary: 'Set many students by hand, as from a sheet of paper; who is recorded already stays so',
    who: 'staff',
    params: ofSession,
    body: marks.marksBody,
    reply: [200, marks.marksReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
  undoMarks: {
    summary: 'Take back marks that nobody changed since',
    who: 'staff',
    params: ofSession,
    body: marks.undoMarksBody,
    reply: [200, marks.undoMarksReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
} as const satisfies Partial<Record<EndpointName, Endpoint>>;
