import { parseJsonObject } from '../protocol/payload.ts';
import type { DisplayLog, EpochReport } from './display-log.ts';

/** A report of a display that is gone, or of a time before the server's clock went back. */
export interface OldReport {
  readonly displayId: string;
  readonly report: EpochReport | null;
  readonly isLast: boolean;
}

/** What survives a reload: reports that the server has not acknowledged. */
export interface KeptReports {
  readonly displayId: string;
  readonly log: DisplayLog;
  readonly old: readonly OldReport[];
}

const idPattern = /^[A-Za-z0-9_-]{22}$/;

/** What a display kept before it was loaded again; undefined for anything else that stands there. */
export function parseKept(text: string | null): KeptReports | undefined {
  const fields = text === null ? undefined : parseJsonObject(text);
  if (fields === undefined) return undefined;
  const { displayId, log, old } = fields;
  if (typeof displayId !== 'string' || !idPattern.test(displayId) || !isLog(log) || !Array.isArray(old) || !old.every(isOldReport)) return undefined;
  return { displayId, log, old };
}

function isLog(value: unknown): value is DisplayLog {
  if (!isObject(value)) return false;
  const { from, now, shown } = value;
  return (from === null || isEpoch(from)) && isEpoch(now) && Array.isArray(shown) && shown.every(isRange);
}

function isOldReport(value: unknown): value is KeptReports['old'][number] {
  if (!isObject(value)) return false;
  const { displayId, report, isLast } = value;
  const isReport = report === null || (isObject(report) && isRange(report['known']) && Array.isArray(report['shown']) && report['shown'].every(isRange));
  return typeof displayId === 'string' && idPattern.test(displayId) && typeof isLast === 'boolean' && isReport;
}

function isRange(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isEpoch);
}

function isEpoch(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
