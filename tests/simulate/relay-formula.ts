/**
 * The share of relayed codes that arrive in their window. A code appears at the start of an epoch of T seconds and is good until
 * T + G after it. A picture of it is taken at an instant that is uniform in the epoch, so u ~ U[0, T) seconds after the code
 * appeared, and reaches the server `relaySeconds` = d later, when the code is u + d old. It is in its window where
 *
 *     u + d < T + G   <=>   u < T + G - d
 *
 * and since u is uniform in [0, T) the share is (T + G - d) / T, held between 0 and 1. So d <= G lets every relay in, and
 * d >= T + G none. 15 + 2 seconds let a third of the 12-second relays in; 5 + 10 seconds let no 15-second relay in.
 */
export function relayShare({ rotationSeconds: T, graceSeconds: G }: { readonly rotationSeconds: number; readonly graceSeconds: number }, relaySeconds: number): number {
  return Math.min(1, Math.max(0, (T + G - relaySeconds) / T));
}
