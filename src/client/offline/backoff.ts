/**
 * Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): after a lecture hall lost its network, phones that
 * wait the same time come back at the same moment; phones that wait anything from nothing to the whole time do not.
 */
export const backoffBaseMs = 1000;
export const backoffCapMs = 300_000;
/** A portal may say anything in Retry-After; no answer of anybody stops a sync for longer. */
export const maxRetryAfterMs = 900_000;

/** `random` is in [0, 1). */
export function backoffMs(failures: number, random: () => number, retryAfterMs = 0): number {
  const ceiling = Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(failures, 20));
  return Math.min(maxRetryAfterMs, Math.max(0, retryAfterMs)) + Math.floor(random() * ceiling);
}

/** Retry-After in ms from now: seconds or an HTTP date (RFC 9110 §10.2.3); 0 where there is none that can be read. */
export function parseRetryAfter(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
