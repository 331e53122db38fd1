import type { Opening, Session } from '../../attendance/session.ts';
import type { SessionRow } from '../tables.ts';
import { parseChecks, parseOpenings, parsePolicy, textOfOpenings, textOfPolicy } from './lists.ts';

export function sessionOfRow(row: SessionRow): Session {
  return {
    institutionId: row.institution_id,
    sessionId: row.session_id,
    tag: row.tag,
    course: row.course,
    durationMinutes: row.duration_minutes,
    identity: row.identity,
    rotationSeconds: row.rotation_seconds,
    graceSeconds: row.grace_seconds,
    startsAtMs: row.starts_at_ms,
    lateAfterMinutes: row.late_after_minutes,
    typedOffSinceMs: row.typed_off_since_ms,
    openings: parseOpenings(row.openings),
    checks: parseChecks(row.checks),
    policy: parsePolicy(row.policy),
    wrappedSecret: row.wrapped_secret,
    createdAtMs: row.created_at_ms,
  };
}

export function rowOfSession(session: Session): SessionRow {
  return {
    institution_id: session.institutionId,
    session_id: session.sessionId,
    tag: session.tag,
    course: session.course,
    duration_minutes: session.durationMinutes,
    identity: session.identity,
    rotation_seconds: session.rotationSeconds,
    grace_seconds: session.graceSeconds,
    starts_at_ms: session.startsAtMs,
    late_after_minutes: session.lateAfterMinutes,
    typed_off_since_ms: session.typedOffSinceMs,
    ...openingColumns(session.openings),
    wrapped_secret: session.wrappedSecret,
    created_at_ms: session.createdAtMs,
    seq: 0,
    checks: textOfOpenings(session.checks),
    policy: textOfPolicy(session.policy),
  };
}

export function openingColumns(openings: readonly Opening[]): Pick<SessionRow, 'openings' | 'opens_at_ms' | 'closes_at_ms'> {
  return {
    openings: textOfOpenings(openings),
    opens_at_ms: Math.min(...openings.map(({ fromMs }) => fromMs)),
    closes_at_ms: Math.max(...openings.map(({ untilMs }) => untilMs)),
  };
}
