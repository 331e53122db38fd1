import { exportId, type DisplayStore } from '../attendance/displays.ts';
import type { Bell } from '../attendance/ports.ts';
import type { Session } from '../attendance/session.ts';
import { epochAt } from '../protocol/code-window.ts';

/** The codes that staff fetch as a picture or a text: what they do with them no display tells, so giving one out counts as showing it. */
export interface GivenCodes {
  /** To be awaited before the code of this instant is handed out, so that no crash makes it one that nobody showed. */
  note(session: Session, nowMs: number): Promise<void>;
}

export interface GivenCodesPorts {
  readonly institutionId: number;
  readonly displays: Pick<DisplayStore, 'report'>;
  readonly ring: Bell;
  readonly onError: (error: unknown) => void;
}

const maxSessions = 500;

export function givenCodes({ institutionId, displays, ring, onError }: GivenCodesPorts): GivenCodes {
  /** The newest epoch of each session and when it is noted: who polls a picture causes one write an epoch. */
  const noted = new Map<string, { readonly epoch: number; readonly isNoted: Promise<void> }>();

  async function write(sessionId: string, epoch: number, atMs: number): Promise<void> {
    try {
      const { hasChanged } = await displays.report({
        ...{ institutionId, sessionId, displayId: exportId, name: null, known: null, shown: [[epoch, epoch]] },
        ...{ isHidden: false, isLast: false, atMs },
      });
      if (hasChanged) ring(sessionId);
    } catch (error) {
      // The hall waits for its code; the next one that asks tries again.
      noted.delete(sessionId);
      onError(error);
    }
  }

  return {
    note: ({ sessionId, ...rhythm }, nowMs) => {
      if (rhythm.rotationSeconds === 0) return Promise.resolve();
      const epoch = Math.max(0, epochAt(rhythm, nowMs));
      const newest = noted.get(sessionId);
      if (newest?.epoch === epoch) return newest.isNoted;
      if (noted.size >= maxSessions) noted.delete(noted.keys().next().value!);
      const isNoted = write(sessionId, epoch, nowMs);
      noted.set(sessionId, { epoch, isNoted });
      return isNoted;
    },
  };
}
