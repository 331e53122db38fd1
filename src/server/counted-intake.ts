import type { Answer, Intake } from '../attendance/intake.ts';
import type { Way } from '../protocol/words.ts';
import type { Metrics } from './metrics.ts';

/** The intake with every answer counted, whichever route it was asked through. */
export function countedIntake({ submit, take }: Intake, metrics: Pick<Metrics, 'countSubmission' | 'countCarried' | 'countGrade' | 'countDeviceWaits' | 'noteCodeAge'>): Intake {
  function count(outcome: Answer, way: Way): void {
    const code = outcome.ok ? 'accepted' : outcome.failure.refusal.code;
    metrics.countSubmission(code);
    if (way !== 'direct') metrics.countCarried(way, code);
    if (!outcome.ok) return;
    const { grade, reasons, codeAgeMs } = outcome.value.evidence;
    if (codeAgeMs !== null) metrics.noteCodeAge(codeAgeMs / 1000);
    metrics.countGrade(grade);
    if (reasons.includes('device_waits')) metrics.countDeviceWaits();
  }

  return {
    submit: (body, way = 'direct') =>
      submit(body, way).then((outcome) => {
        count(outcome, way);
        return outcome;
      }),
    take: (body, way, done, failed) =>
      take(
        body,
        way,
        (outcome) => {
          count(outcome, way);
          done(outcome);
        },
        failed,
      ),
  };
}
