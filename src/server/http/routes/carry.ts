import { verifySubmittedCode } from '../../../attendance/submitted-code.ts';
import type { BodyOf } from '../../../protocol/endpoints.ts';
import { reasonOf, refusal, type Refusal } from '../../../protocol/codes.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import { parseSealedText } from '../../../protocol/sealed-entry.ts';
import { parseSubmission, type EntryEnvelope, type EntrySubmission } from '../../../protocol/submission.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';

/** Entries that come by way of another phone, which learns nothing of them, or off a student's screen by staff's camera. */
export function carryRoutes({ keys, intake, sessions, clock }: Context): Pick<Handlers, 'carry' | 'carryKey' | 'scanCarried'> {
  return {
    carryKey: () => ok(keys.carry.published),

    carry: async ({ body }) => {
      const opened = open(body);
      if (!opened.ok) return opened;
      await intake.submit(opened.value.envelope, 'carried');
      return ok({ status: 'carried' as const });
    },

    scanCarried: async ({ sessionId, body }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const opened = open(body);
      if (!opened.ok) return opened;
      const { envelope, submission } = opened.value;
      if (await isOfOtherSession(submission, sessionId)) return fail(refusal('malformed', 'session'));
      const outcome = await intake.submit(envelope, 'staff_scan');
      const student = { student_id: submission.entry.student };
      if (outcome.ok) return ok({ ...student, outcome: 'accepted' as const, code: 'accepted', reason: 'accepted', grade: outcome.value.evidence.grade });
      const { refusal: why, record } = outcome.failure;
      const kind = why.code === 'duplicate_submission' ? ('duplicate' as const) : ('refused' as const);
      return ok({ ...student, outcome: kind, code: why.code, reason: reasonOf(why), grade: record?.grade ?? null });
    },
  };

  function open({ sealed }: BodyOf<'carry'>): Result<Opened, Refusal<'malformed' | 'missing_field' | 'bad_encoding' | 'unsupported_version'>> {
    const parsed = parseSealedText(sealed);
    if (!parsed.ok) return fail(refusal(parsed.failure, 'sealed'));
    const envelope = keys.carry.open(parsed.value);
    if (envelope === undefined) return fail(refusal('malformed', 'sealed'));
    const submission = parseSubmission(envelope);
    if (!submission.ok) return submission;
    return submission.value.kind === 'entry' ? ok({ envelope, submission: submission.value }) : fail(refusal('malformed', 'sealed'));
  }

  /** Staff look at one session: what belongs to another is not recorded there behind their back. */
  async function isOfOtherSession(submission: EntrySubmission, sessionId: string): Promise<boolean> {
    const verdict = await verifySubmittedCode(submission, clock(), sessions, keys.crypto);
    const session = verdict.ok ? verdict.value.session : verdict.failure.session;
    return session !== undefined && session.sessionId !== sessionId;
  }
}

interface Opened {
  readonly envelope: EntryEnvelope;
  readonly submission: EntrySubmission;
}
