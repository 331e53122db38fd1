import type { Logger } from 'pino';

import type { Claims } from '../attendance/claims.ts';
import type { Intake } from '../attendance/intake.ts';
import type { ManageSessions } from '../attendance/manage-sessions.ts';
import type { Clock } from '../attendance/ports.ts';
import type { SessionLookup } from '../attendance/verify.ts';
import type { Store } from '../store/open.ts';
import type { Certificate } from './certificate.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { GivenCodes } from './given-codes.ts';
import type { Bells } from './live/bells.ts';
import type { Live } from './live/live.ts';
import type { Metrics } from './metrics.ts';
import type { PublicUrl } from './public-url.ts';
import type { SessionKeys } from './session-keys.ts';

/** What the application is built over; `main.ts` hands in the real ones and a test its own. */
export interface AppPorts {
  readonly institutionId: number;
  readonly store: Store;
  readonly keys: SessionKeys;
  readonly clock: Clock;
  /** Ms that count on and are never set. */
  readonly monotonic: () => number;
  readonly uuid: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly log: Logger;
  /** `PUBLIC_URL`; undefined where it is not set. */
  readonly publicUrl: string | undefined;
  readonly lanAddresses: () => readonly string[];
  /** Where the built pages lie. */
  readonly pagesDir: string;
  readonly tls: Certificate | undefined;
}

/** What a route works with. */
export interface Context extends AppPorts {
  readonly sessions: SessionLookup;
  readonly intake: Intake;
  readonly claims: Claims;
  readonly manage: ManageSessions;
  readonly clockWatch: ClockWatch;
  readonly bells: Bells;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly codes: PublicUrl;
  readonly givenCodes: GivenCodes;
}
