import { pino, type Logger } from 'pino';

import type { LogLevel } from './config.ts';

/** The server's log: one JSON object a line. Numbers of students, names, tokens and keys are in none of them. */
export function serverLog(level: LogLevel, out: { write(line: string): unknown }): Logger {
  return pino({ level, base: null, serializers: { err: shownError } }, { write: (line) => void out.write(line) });
}

interface ShownError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly cause?: ShownError;
}

/** Without what a driver says besides: PostgreSQL's detail of a conflict holds the row, and so the student's number. */
export function shownError(error: unknown): ShownError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something was thrown that is no error', stack: '' };
  const { name, message, stack = '', cause } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { type: name, message, stack, ...code, ...(cause instanceof Error ? { cause: shownError(cause) } : {}) };
}
