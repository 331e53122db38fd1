import { base64url } from '../../../protocol/base64url.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { standingOfGrade } from '../../../protocol/words.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { instantOf } from '../present.ts';

/** Whoever knows an entry's id learns what became of it, and what staff ask. The id of an original submission is made of what others know. */
export function entryStateRoutes({ institutionId, store }: Context): Pick<Handlers, 'entryState'> {
  return {
    entryState: async ({ body }) => {
      const entryId = base64url.decode(body.entry_id);
      if (entryId === undefined) return fail(refusal('malformed', 'entry_id'));
      const evidence = await store.records.findEvidence(institutionId, entryId);
      if (evidence === undefined || evidence.form !== 'entry') return fail(refusal('unknown_entry'));
      const { sessionId, studentKey } = evidence;
      const record = await store.records.findRecord(institutionId, sessionId, studentKey);
      if (record === undefined) return fail(refusal('unknown_entry'));
      const decision = record.isAsked ? await store.desk.findDecision(institutionId, sessionId, studentKey) : undefined;
      return ok({
        ...{ attendance: record.status, grade: record.grade, standing: standingOfGrade[record.grade], reasons: [...record.reasons] },
        asked: decision?.kind === 'ask' ? { note: decision.note, at: instantOf(decision.atMs) } : null,
      });
    },
  };
}
