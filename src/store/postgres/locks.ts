import type { TripStatement } from './trip.ts';

/**
 * As in SQLite, one transaction writes at a time, but an institution: what it looked up cannot change before its commit, and places in the
 * order of changes become visible in their order. Who writes one institution shares the lock of all and holds the institution's alone; who
 * writes several, or does not say which, holds the lock of all alone. Locks are taken in this order, end with their transaction, and are
 * given in the order in which they were asked for.
 */

/** A number that nobody else in this database locks: the letters `attend`. */
export const writeLock = 0x617474656e64;

/** The first half of an institution's lock: the letters `atte`; such pairs are other locks than numbers. */
const institutionLocks = 0x61747465;

/** The second half is a whole number of 4 bytes; institutions that meet in one wait for each other. */
function shortened(institutionId: number): number {
  return institutionId % 2 ** 31;
}

const locks = `pg_advisory_xact_lock_shared(${writeLock}), pg_advisory_xact_lock(${institutionLocks}, $1::integer)`;
const lockOfOne = `select ${locks}`;
const lockOfOneWithKeptPlans = `select ${locks}, set_config('plan_cache_mode', 'force_generic_plan', true)`;

export function lockOf(institutionId: number): TripStatement {
  return { text: lockOfOne, values: [shortened(institutionId)] };
}

/**
 * The same for a transaction whose statements have but one plan that makes sense. PostgreSQL would plan a large one anew for each small batch, which
 * takes it three times as long as storing one, since it reckons the rows of a plan for all values with more than a few arrays hold.
 */
export function lockWithKeptPlans(institutionId: number): TripStatement {
  return { text: lockOfOneWithKeptPlans, values: [shortened(institutionId)] };
}

/** Begins a transaction that may write every institution. */
export const beginAlone = `begin; select pg_advisory_xact_lock(${writeLock})`;
