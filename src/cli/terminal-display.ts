import { api } from '../client/api.ts';
import { displayReporter, type DisplayReporter } from '../client/display-reporter.ts';
import { base64url } from '../protocol/base64url.ts';
import type { StaffAccess } from './server-options.ts';
import type { ShownCode } from './shown-code.ts';
import { printLine, type Terminal } from './terminal.ts';

/** This terminal as one of the displays of a session. */
export interface TerminalDisplay extends Pick<DisplayReporter, 'look' | 'leave'> {
  /** Staff hid the code on it, from the live page. */
  readonly isHidden: () => boolean;
}

const name = 'Terminal';
const idBytes = 16;
/** A server that answers no more does not hold the terminal for long. */
const timeoutMs = 3_000;

/** Reports what it shows until it is left. */
export function terminalDisplay(sessionId: string, { baseUrl, bearer }: StaffAccess, terminal: Terminal): TerminalDisplay {
  const { call } = api({ fetch: terminal.fetchToTheEnd, baseUrl, bearer, timeoutMs });
  let isHidden = false;
  const reporter = displayReporter({
    send: (displayId, body) => call('reportDisplay', { params: { session_id: sessionId, display_id: displayId }, body }),
    newId: () => newDisplayId(terminal),
    monotonicNow: terminal.monotonicMs,
    after: (run, ms) => terminal.setTimer(ms, run),
    recall: () => null,
    keep: () => undefined,
    state: () => ({ name, isHidden, isTypedShown: true }),
    isIdle: () => false,
    onOrder(hide) {
      isHidden = hide;
      reporter.wake();
    },
  });
  return {
    look: reporter.look,
    async leave() {
      await reporter.leave();
      reporter.stop();
    },
    isHidden: () => isHidden,
  };
}

/** Says that one code was drawn, once, and nothing after it. */
export async function reportOnce(sessionId: string, { epoch, typed }: ShownCode, { api: { call } }: StaffAccess, terminal: Terminal): Promise<void> {
  const range = [epoch, epoch];
  const params = { session_id: sessionId, display_id: newDisplayId(terminal) };
  const reply = await call('reportDisplay', { params, body: { name, known: range, shown: [range], typed_shown: typed !== null, hidden: false, is_last: true } });
  if (!reply.ok) printLine(terminal.stderr, 'attend: the server did not hear that this code was shown.');
}

function newDisplayId({ randomBytes }: Terminal): string {
  return base64url.encode(randomBytes(idBytes));
}
