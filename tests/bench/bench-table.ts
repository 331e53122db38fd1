/** One contender in one round. */
export interface Measured {
  readonly perSecond: number;
  /** User and system time of the process that serves, all its threads, a request; undefined where other processes do the work. */
  readonly cpuUs: number | undefined;
  /** The same of all processes of a PostgreSQL, where one is measured. */
  readonly databaseUs?: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** The middle of each figure by itself. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const middle = (figure: keyof Measured) => {
    const sorted = rounds.flatMap((round) => round[figure] ?? []).toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return { perSecond: middle('perSecond')!, cpuUs: middle('cpuUs'), databaseUs: middle('databaseUs'), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms') };
}

export interface Heading {
  readonly rounds: number;
  readonly connections: number;
  /** The most that each server ever held. */
  readonly peakMb: Readonly<Record<string, number>>;
  /** The contender that the others are compared with. */
  readonly baseline: string;
}

export function printTable(medians: Readonly<Record<string, Measured>>, { rounds, connections, peakMb, baseline }: Heading): void {
  const base = medians[baseline];
  const ratio = (part: number | undefined, whole: number | undefined) => (part === undefined || whole === undefined ? '' : (part / whole).toFixed(2));
  const body = Object.entries(medians).map(([name, { perSecond, cpuUs, databaseUs, p50Ms, p99Ms }]) => [
    ...[name, String(Math.round(perSecond)), ratio(perSecond, base?.perSecond), cpuUs?.toFixed(1) ?? '', ratio(cpuUs, base?.cpuUs)],
    ...[databaseUs?.toFixed(1) ?? '', p50Ms?.toFixed(1) ?? '', p99Ms?.toFixed(1) ?? ''],
  ]);
  console.log(`\nMedians of ${rounds} interleaved rounds, ${connections} connections. All were answered 201 and are stored.\n`);
  printRows(['', 'accepted/s', 'of bare', 'CPU us', 'of bare', 'database us', 'p50 ms', 'p99 ms'], body);
  console.log(`\nMost memory: ${Object.entries(peakMb).map(([name, mb]) => `${mb} MB on ${name}`).join(', ')}.`);
}

export function printRows(head: readonly string[], body: readonly (readonly string[])[]): void {
  const lines = [head, head.map(() => '---'), ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const line of lines) console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
}
