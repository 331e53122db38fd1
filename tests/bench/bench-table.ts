/** One contender in one round. */
export interface Measured {
  readonly perSecond: number;
  /** User and system time of the process that serves, all its threads, a request. */
  readonly cpuUs: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** The middle of each figure by itself. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const middle = (figure: keyof Measured) => {
    const sorted = rounds.flatMap((round) => round[figure] ?? []).toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return { perSecond: middle('perSecond')!, cpuUs: middle('cpuUs')!, p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms') };
}

export interface Heading {
  readonly rounds: number;
  readonly connections: number;
  readonly residentMb: number;
  /** The contender that the others are compared with. */
  readonly baseline: string;
}

export function printTable(medians: Readonly<Record<string, Measured>>, { rounds, connections, residentMb, baseline }: Heading): void {
  const base = medians[baseline];
  const ratio = (part: number, whole: number | undefined) => (whole === undefined ? '' : (part / whole).toFixed(2));
  const body = Object.entries(medians).map(([name, { perSecond, cpuUs, p50Ms, p99Ms }]) => [
    ...[name, String(Math.round(perSecond)), ratio(perSecond, base?.perSecond), cpuUs.toFixed(1), ratio(cpuUs, base?.cpuUs)],
    ...[p50Ms?.toFixed(1) ?? '', p99Ms?.toFixed(1) ?? ''],
  ]);
  const lines = [['', 'accepted/s', 'of bare', 'CPU us', 'of bare', 'p50 ms', 'p99 ms'], ['---', '---', '---', '---', '---', '---', '---'], ...body];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  console.log(`\nMedians of ${rounds} interleaved rounds, ${connections} connections. All were answered 201 and are stored.\n`);
  for (const line of lines) console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  console.log(`\nMemory of the server at the end: ${residentMb} MB.`);
}
