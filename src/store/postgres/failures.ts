import { StorageUnavailable } from '../../attendance/ports.ts';

/**
 * SQLSTATE classes that say that the database cannot be used now, whatever the statement was (PostgreSQL, appendix A): connection
 * exceptions, deadlocks and serialization failures (the transaction may be repeated), full disks and too many connections, a server that
 * shuts down or starts up, files that cannot be read.
 */
const unavailableClasses = new Set(['08', '40', '53', '57', '58', 'XX']);

/** A host that became a standby; a transaction that the server ended because nobody went on with it; a lock that was waited for too long. */
const unavailableCodes = new Set(['25006', '25P03', '25P02', '55P03']);

/** Errors of the socket, as Node names them. */
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);

/** What the client library says without a code. */
const lostConnection = /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed|pool after calling end/i;

/** What the ports promise to reject with: `StorageUnavailable` where the database is to blame, the error itself otherwise. */
export function portError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return isUnavailable(error) ? new StorageUnavailable(error.message, { cause: error }) : error;
}

/** Whether nothing can be said of what a connection that failed so was doing. */
export function isUnavailable(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (unreachable.has(code) || unavailableCodes.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return unavailableClasses.has(code.slice(0, 2));
  return lostConnection.test(error.message);
}

/** A connection whose failure had no answer of the server in it is not used again, nor one whose host takes no writes or whose transaction is over. */
export function breaksConnection(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // `EPIPE` has five letters as well; every SQLSTATE that is sent has a digit.
  return !/^(?=.*\d)[0-9A-Z]{5}$/.test(code) || /^(?:57P|08|25P?0)/.test(code);
}
