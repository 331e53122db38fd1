import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { requests, type Requests } from './measure/requests.ts';
import { spread } from './measure/spread.ts';
import { metricsOfAll } from './worker-metrics.ts';

/** Counts and durations only; no label holds a name, a number of a student or a session. */
export interface Metrics {
  countSubmission(code: string): void;
  /** An entry that another's phone or staff brought. */
  countCarried(way: string, code: string): void;
  countGrade(grade: string): void;
  /** A scan of a device that waits for its cool-down or for staff. */
  countDeviceWaits(): void;
  countDecision(kind: string): void;
  countClaim(code: string): void;
  noteBatch(rows: number, seconds: number): void;
  /** How old an accepted submission's code was when it was received. */
  noteCodeAge(seconds: number): void;
  /** From a change's commit, `here` or `elsewhere`, to its bytes being written to who reads live. */
  noteLiveLag(seconds: number, stored: 'here' | 'elsewhere'): void;
  readonly noteRequest: Requests['note'];
  countClockJump(): void;
  /** The thread that writes to the embedded database died and is started again. */
  countWriterRestart(): void;
  text(): Promise<string>;
  stop(): void;
}

export interface Gauges {
  readonly waiting: () => number;
  readonly watchers: () => number;
  readonly wrongTyped: () => number;
}

export function metrics(gauges: Gauges): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register, prefix: 'attend_' });
  const countSubmission = tally('attend_submissions_total', 'Answered submissions by code', 'code');
  const carried = new Counter({ name: 'attend_carried_total', help: 'Entries brought by a classmate\'s phone or by staff, by way and code', labelNames: ['way', 'code'], registers });
  const countGrade = tally('attend_graded_total', 'Recorded submissions by the grade that they were answered with', 'grade');
  const deviceWaits = new Counter({ name: 'attend_device_waits_total', help: 'Recorded submissions of devices that wait for their cool-down or for staff', registers });
  const decisions = new Counter({ name: 'attend_decisions_total', help: 'What staff decided at the desk', labelNames: ['decision'], registers });
  const claims = new Counter({ name: 'attend_claims_total', help: 'Answered claims by code', labelNames: ['code'], registers });
  const clockJumps = new Counter({ name: 'attend_clock_jumps_total', help: 'Times that the wall clock was set by more than a second', registers });
  const writerRestarts = new Counter({ name: 'attend_writer_restarts_total', help: 'Times that the thread that writes to the embedded database died and was started again', registers });
  const batchRows = new Histogram({
    name: 'attend_commit_batch_rows',
    help: 'Rows in one committed batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'attend_commit_duration_seconds',
    help: 'Time until a batch was durable',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  });
  const codeAges = spread(register, {
    name: 'attend_code_age_seconds',
    help: 'Age of the code of an accepted submission when it was received, from the instant at which it was first shown',
    buckets: [1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 300, 3_600, 86_400],
  });
  const liveLag = spread(register, {
    name: 'attend_live_lag_seconds',
    help: 'Time until a change was written to live readers, from its commit here, or from its receipt elsewhere',
    buckets: [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30],
    label: 'stored',
  });
  gaugeOf('attend_commit_waiting', 'Submissions that wait for a batch', gauges.waiting);
  gaugeOf('attend_live_watchers', 'Open live streams', gauges.watchers);
  gaugeOf('attend_processes', 'Server processes behind this address', () => 1);
  // Each worker counts what was typed at all of them.
  gaugeOf('attend_typed_wrong_recent', 'Wrong typed codes within the last ten minutes', gauges.wrongTyped, 'max');

  function gaugeOf(name: string, help: string, read: () => number, aggregator: 'sum' | 'max' = 'sum'): void {
    new Gauge({ name, help, registers, aggregator, collect() { this.set(read()); } });
  }

  /** Counts by one label and tells the counter when somebody reads it: a labelled increment takes longer than what it counts. */
  function tally(name: string, help: string, label: string): (value: string) => void {
    const counts = new Map<string, number>();
    new Counter({
      ...{ name, help, labelNames: [label], registers },
      collect() {
        for (const [value, count] of counts) this.inc({ [label]: value }, count);
        counts.clear();
      },
    });
    return (value) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  }

  return {
    countSubmission,
    countCarried: (way, code) => carried.inc({ way, code }),
    countGrade,
    countDeviceWaits: () => deviceWaits.inc(),
    countDecision: (decision) => decisions.inc({ decision }),
    countClaim: (code) => claims.inc({ code }),
    noteBatch: (rows, seconds) => {
      batchRows.observe(rows);
      commitSeconds.observe(seconds);
    },
    noteCodeAge: (seconds) => codeAges.note(seconds),
    noteLiveLag: (seconds, stored) => liveLag.note(seconds, stored),
    noteRequest: requests(register).note,
    countClockJump: () => clockJumps.inc(),
    countWriterRestart: () => writerRestarts.inc(),
    text: metricsOfAll(register),
    stop: () => register.clear(),
  };
}
