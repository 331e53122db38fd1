import type { Transform } from 'node:stream';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';

/** Runs test files in processes of their own, several at once, and tells of one after the other. */

/** One file, with what its process is told in its environment. */
export interface FileRun {
  readonly file: string;
  /** How people are told of it: its path, and on what it ran where that is not the usual. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The counts of node:test. */
export interface Counts {
  tests: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
}

export interface FilesReport {
  readonly counts: Readonly<Counts>;
  /** "file: test" for each test that failed by itself, not by a test inside it. */
  readonly failed: readonly string[];
  /** The slowest first. */
  slowest(count: number): readonly { readonly name: string; readonly ms: number }[];
  /** Takes the files in their order, as many at once as is said, and shows what each said when it has ended. Answers whether all passed. */
  take(files: readonly FileRun[], atOnce: number): Promise<boolean>;
  /** Shows every failure once more, in full. */
  end(): Promise<void>;
}

export function reportOnFiles(cwd: string): FilesReport {
  const counts: Counts = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
  const failed: string[] = [];
  const took: { name: string; ms: number }[] = [];
  const report: Transform = new spec();
  report.pipe(process.stdout, { end: false });

  async function takeOne({ file, name, env }: FileRun): Promise<boolean> {
    const startedMs = performance.now();
    // `env` is younger than the types of Node here.
    const options = { files: [file], cwd, env: { ...process.env, ...env } };
    const events: TestEvent[] = [];
    let isPassed = false;
    for await (const event of run(options) as AsyncIterable<TestEvent>) {
      if (event.type === 'test:summary' && event.data.file === undefined) {
        isPassed = event.data.success;
        add(event.data.counts);
      } else if (!isCount(event)) events.push(event);
      if (event.type === 'test:fail' && !isOfInnerTest(event.data.details.error)) failed.push(`${name}: ${event.data.name}`);
    }
    took.push({ name, ms: performance.now() - startedMs });
    for (const event of events) report.write(event);
    return isPassed;
  }

  function add({ tests, passed, cancelled, skipped, todo }: CountsOfRun): void {
    counts.tests += tests;
    counts.pass += passed;
    counts.fail += tests - passed - cancelled - skipped - todo;
    counts.cancelled += cancelled;
    counts.skipped += skipped;
    counts.todo += todo;
  }

  return {
    ...{ counts, failed },
    slowest: (count) => took.toSorted((left, right) => right.ms - left.ms).slice(0, count),
    async take(files, atOnce) {
      const left = files.values();
      let isPassed = true;
      const slots = Array.from({ length: atOnce }, async () => {
        for (const each of left) if (!(await takeOne(each))) isPassed = false;
      });
      await Promise.all(slots);
      return isPassed;
    },
    end: () =>
      new Promise((done) => {
        report.once('end', done);
        report.end();
      }),
  };
}

type CountsOfRun = Extract<TestEvent, { type: 'test:summary' }>['data']['counts'];

/** The counts of one file are no news: those of all are told at the end. */
function isCount(event: TestEvent): boolean {
  return event.type === 'test:diagnostic' && event.data.file === undefined;
}

/** A test fails with the tests inside it, which are told of already. */
function isOfInnerTest(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}
