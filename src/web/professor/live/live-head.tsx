import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { ClockJumpNotice } from '../clock-jump-notice.tsx';
import { CourseTitle } from '../course-title.tsx';
import { closeQuestion, ConfirmDialog } from '../controls/confirm-dialog.tsx';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { AlarmNotice } from './alarm-notice.tsx';
import { CheckLine } from './check-line.tsx';
import { DisplaysDialog } from './displays-dialog.tsx';
import { LiveActions, type LiveDialog } from './live-actions.tsx';
import type { LiveModel } from './live-model.ts';
import { countWaiting } from './live-rows.ts';
import { MinutesDialog } from './minutes-dialog.tsx';
import { stateNow } from './session-now.ts';
import { StateLine } from './state-line.tsx';

const words = staffEn.live;

interface LiveHeadProps {
  readonly context: StaffContext;
  readonly model: LiveModel;
  readonly sessionId: string;
  readonly onMark: () => void;
  readonly onSheet: () => void;
  readonly onHelp: () => void;
}

/** The course, where the session stands, and what staff can do with it. */
export function LiveHead({ context, model, sessionId, onMark, onSheet, onHelp }: LiveHeadProps) {
  const { session } = model.table.value;
  const nowMs = useSignal(model.clock.now());
  const dialog = useSignal<LiveDialog | undefined>(undefined);
  const close = (): void => void (dialog.value = undefined);

  useEffect(() => {
    let cancel = (): void => undefined;
    const tick = (): void => {
      nowMs.value = model.clock.now();
      cancel = context.after(tick, 1_000 - ((nowMs.value ?? 0) % 1_000));
    };
    tick();
    return () => cancel();
  }, []);

  if (session === null) {
    return (
      <header class="live-head">
        <h1 tabIndex={-1}>{staffEn.loading} …</h1>
      </header>
    );
  }

  const atMs = nowMs.value ?? Date.parse(session.server_now ?? session.starts_at);
  const state = stateNow(session, atMs);
  const call = async (name: 'closeSession' | 'extendSession' | 'reopenSession', minutes: number, done: string): Promise<void> => {
    close();
    const params = { session_id: sessionId };
    const reply = name === 'closeSession' ? await context.api.call(name, { params }) : await context.api.call(name, { params, body: { minutes } });
    if (reply.ok) context.toasts.say(done);
    else reportFailure(context, reply.failure);
  };

  const askAgain = async (minutes: number): Promise<void> => {
    close();
    const reply = await context.api.call('startCheck', { params: { session_id: sessionId }, body: { minutes } });
    if (reply.ok) context.toasts.say(displayEn.check.started(reply.value.checks.length));
    else reportFailure(context, reply.failure);
  };
  const waiting = countWaiting(model.table.value.records.values());

  return (
    <header class="live-head">
      <div class="live-what">
        <CourseTitle course={session.course} />
        <StateLine session={session} state={state} atMs={atMs} feed={model.feed.value} times={context.times} />
      </div>
      <LiveActions {...{ context, session, state, atMs, waiting, onMark, onSheet, onHelp }} onOpen={(wanted) => (dialog.value = wanted)} />
      <CheckLine context={context} model={model} session={session} atMs={atMs} />
      <ClockJumpNotice jump={model.table.value.clockJump} times={context.times} />
      <AlarmNotice context={context} model={model} sessionId={sessionId} />
      {dialog.value === 'close' && <ConfirmDialog {...closeQuestion} onConfirm={() => void call('closeSession', 0, words.closedNow)} onClose={close} />}
      {dialog.value === 'extend' && (
        <MinutesDialog title={words.extend} label={words.extendMinutes} first="5" onClose={close} onSend={(minutes) => void call('extendSession', minutes, words.extended(minutes))} />
      )}
      {dialog.value === 'check' && (
        <MinutesDialog
          title={displayEn.check.ask}
          label={displayEn.check.minutes}
          wrong={displayEn.check.minutesProblem}
          first="3"
          most={60}
          onClose={close}
          onSend={(minutes) => void askAgain(minutes)}
        />
      )}
      {dialog.value === 'displays' && <DisplaysDialog context={context} sessionId={sessionId} atMs={atMs} onClose={close} />}
      {dialog.value === 'reopen' && (
        <MinutesDialog title={words.reopen} label={words.reopenMinutes} first="10" onClose={close} onSend={(minutes) => void call('reopenSession', minutes, words.reopened)} />
      )}
    </header>
  );
}
