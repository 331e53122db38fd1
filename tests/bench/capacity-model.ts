/** What so many students take, from what was measured and what is assumed. Pure. */

export interface Measurements {
  /** Of a node, a submission, in us: identity `open`, and with a device's signature. */
  readonly nodeCpuUs: { readonly open: number; readonly device: number };
  /** Of all of PostgreSQL's processes, a submission with a device's signature, in us. */
  readonly databaseCpuUs: number;
  /** The time of the one writer, a row, in batches under load, in us. */
  readonly writerUs: number;
  /** On the disk, with indexes, a submission with a device's signature. */
  readonly bytesASubmission: number;
  /** Of a device that was seen. */
  readonly bytesADevice: number;
  readonly connectionsAProcess: number;
}

export const assumptions = {
  studentsAnInstitution: { value: 25_000, why: 'a large university; the rows of one institution stay together' },
  classesAWeek: { value: 12, why: 'that a student is recorded in' },
  weeksAYear: { value: 30, why: 'of teaching' },
  yearsKept: { value: 3, why: 'before records go to an archive' },
  shareAtNine: { value: 0.5, why: 'of all students who scan within the same rush' },
  rushSeconds: { value: 300, why: 'in which they come' },
  peakOverMean: { value: 4, why: 'the worst seconds of the rush over its mean' },
  devicesAStudent: { value: 1.5, why: 'over the years that are kept' },
  busy: { value: 0.5, why: 'of a core, and of the writer, at the peak' },
  coresANode: { value: 2, why: 'with a worker each' },
  copies: { value: 3, why: 'of every byte: a primary, a synchronous standby, a backup' },
  coreMonth: { value: 25, why: 'dollars for a rented core with its memory' },
  gigabyteMonth: { value: 0.1, why: 'dollars for a replicated disk' },
  livePagesAThousand: { value: 3, why: 'open streams a thousand students' },
} as const;

export interface Capacity {
  readonly students: number;
  readonly institutions: number;
  readonly peakPerSecond: number;
  readonly databases: number;
  /** Over all databases, at least two each. */
  readonly nodes: number;
  readonly databaseCores: number;
  readonly connectionsADatabase: number;
  readonly rowsAYear: number;
  readonly gigabytes: number;
  readonly livePages: number;
  readonly dollarsAMonth: number;
}

const a = Object.fromEntries(Object.entries(assumptions).map(([name, { value }]) => [name, value])) as { readonly [Name in keyof typeof assumptions]: number };

export function capacityFor(students: number, { nodeCpuUs, databaseCpuUs, writerUs, bytesASubmission, bytesADevice, connectionsAProcess }: Measurements): Capacity {
  const institutions = Math.ceil(students / a.studentsAnInstitution);
  const peakPerSecond = ((students * a.shareAtNine) / a.rushSeconds) * a.peakOverMean;
  const databases = Math.max(1, Math.ceil((peakPerSecond * writerUs) / 1e6 / a.busy));
  const peakADatabase = peakPerSecond / databases;
  const nodesADatabase = Math.max(2, Math.ceil((peakADatabase * nodeCpuUs.device) / 1e6 / a.busy / a.coresANode));
  const coresADatabase = Math.max(2, Math.ceil((peakADatabase * databaseCpuUs) / 1e6 / a.busy));
  const rowsAYear = students * a.classesAWeek * a.weeksAYear;
  const gigabytes = (rowsAYear * a.yearsKept * bytesASubmission + students * a.devicesAStudent * bytesADevice) / 1e9;
  const nodes = databases * nodesADatabase;
  // The primary and its standby are the same machine twice.
  const databaseCores = databases * coresADatabase * 2;
  return {
    ...{ students, institutions, peakPerSecond, databases, nodes, databaseCores, rowsAYear, gigabytes },
    connectionsADatabase: nodesADatabase * a.coresANode * connectionsAProcess,
    livePages: (students / 1_000) * a.livePagesAThousand,
    dollarsAMonth: (nodes * a.coresANode + databaseCores) * a.coreMonth + gigabytes * a.copies * a.gigabyteMonth,
  };
}
