import type { Clock, SessionChanges } from '../../attendance/ports.ts';

export interface LagPorts {
  readonly clock: Clock;
  /** Ms that count on and are never set. */
  readonly monotonic: () => number;
  /** `here`: from this node's own commit; `elsewhere`: from the instant at which another node received what it stored. */
  readonly note: (stored: 'here' | 'elsewhere', seconds: number) => void;
}

/** How long a session's changes took to be written to its readers; one value a look, of the change that waited longest. */
export interface Lag {
  /** The bell rang: with the monotonic instant of the commit where this node stored it, without where another one did. */
  heard(storedAtMs: number | undefined): void;
  /** A look begins: it reads all that was stored until now. */
  begin(): void;
  /** What changed after `cursor` was written to readers. */
  told(cursor: number, changes: SessionChanges): void;
}

export function feedLag({ clock, monotonic, note }: LagPorts): Lag {
  const nothingHeard = { sinceMs: undefined as number | undefined, isFromElsewhere: false };
  let [heard, asked] = [nothingHeard, nothingHeard];
  /** The newest receipt of a record that was told, now and when this look began: what was received before is told again because it changed. */
  let [newestMs, newestBeforeMs] = [clock(), clock()];
  /** Where readers stand who have been told everything, now and when this look began; who begins is told what is old. */
  let [front, frontBefore] = [-1, -1];

  return {
    heard: (storedAtMs) => {
      if (storedAtMs === undefined) heard = { ...heard, isFromElsewhere: true };
      else if (heard.sinceMs === undefined) heard = { ...heard, sinceMs: storedAtMs };
    },
    begin: () => {
      [asked, heard] = [heard, nothingHeard];
      [frontBefore, newestBeforeMs] = [front, newestMs];
    },
    told: (cursor, { cursor: reached, records }) => {
      front = Math.max(front, reached);
      newestMs = Math.max(newestMs, ...records.map(({ receivedAtMs }) => receivedAtMs));
      if (cursor !== frontBefore || reached === cursor) return;
      if (asked.sinceMs !== undefined) return note('here', (monotonic() - asked.sinceMs) / 1000);
      if (asked.isFromElsewhere && newestMs > newestBeforeMs) note('elsewhere', Math.max(0, clock() - newestMs) / 1000);
    },
  };
}
