import { readAnswer, type RawReply } from '../../../client/offline/answer.ts';
import { backoffMs, parseRetryAfter } from '../../../client/offline/backoff.ts';
import type { PostJson } from '../../../client/offline/send-entry.ts';
import { parseJsonObject } from '../../../protocol/payload.ts';
import { paths } from '../../../protocol/paths.ts';

/** How a classmate's scan fares on its way through this phone. What the server makes of it, this phone never learns. */
export type BringState =
  | { readonly kind: 'bringing' }
  /** This phone is offline itself. The scan is kept as long as the page is open. */
  | { readonly kind: 'offline' }
  /** Nothing that our server said; it is tried again. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'delivered' }
  /** Sealed to another server, or not read as it was shown. */
  | { readonly kind: 'not_ours' }
  | { readonly kind: 'refused' };

export interface BringPorts {
  readonly post: PostJson;
  /** False where the browser is sure that there is no network. */
  readonly isOnline: () => boolean;
  /** Calls back when the network is said to be there or the page is seen again; answers how to stop. */
  readonly onWake: (run: () => void) => () => void;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  readonly nowMs: () => number;
  readonly random: () => number;
}

/** Two people stand and wait: the pause between tries stays at 8 s or less. */
const maxFailures = 3;

/** Brings the sealed text to the server, again and again until our server answers; returns how to stop. The state is told at every change. */
export function bringEntry(sealed: string, ports: BringPorts, onState: (state: BringState) => void): () => void {
  let isOver = false;
  let isUnderWay = false;
  let failures = 0;
  let cancelTimer: (() => void) | undefined;
  const stopWaking = ports.onWake(() => void attempt());

  function end(): void {
    isOver = true;
    cancelTimer?.();
    stopWaking();
  }

  async function attempt(): Promise<void> {
    if (isOver || isUnderWay) return;
    cancelTimer?.();
    if (!ports.isOnline()) return onState({ kind: 'offline' });
    isUnderWay = true;
    if (failures === 0) onState({ kind: 'bringing' });
    const reply = await ports.post(paths.carry[1], { sealed }).catch(() => undefined);
    isUnderWay = false;
    if (isOver) return;
    const state = readCarryReply(reply);
    if (state.kind === 'unanswered') {
      const waitMs = backoffMs(Math.min(failures++, maxFailures), ports.random, parseRetryAfter(reply?.retryAfter ?? null, ports.nowMs()));
      cancelTimer = ports.setTimer(waitMs, () => void attempt());
    } else {
      end();
    }
    onState(state.kind === 'unanswered' && !ports.isOnline() ? { kind: 'offline' } : state);
  }

  void attempt();
  return end;
}

/** Only our own server's words end it: the page of a portal is none. */
function readCarryReply(reply: RawReply | undefined): BringState {
  if (reply === undefined) return { kind: 'unanswered' };
  const fields = parseJsonObject(reply.body) ?? {};
  if (reply.status === 200 && fields['status'] === 'carried') return { kind: 'delivered' };
  const answer = readAnswer(reply, { entryId: null, studentId: '' });
  if (answer.kind !== 'refused') return { kind: 'unanswered' };
  return { kind: answer.code === 'malformed' || answer.code === 'bad_encoding' ? 'not_ours' : 'refused' };
}
