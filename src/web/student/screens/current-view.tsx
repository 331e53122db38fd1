import { useState } from 'preact/hooks';

import type { AppProps } from '../app.tsx';
import type { ActionName, Circumstances } from '../outcome-card.ts';
import { isSheet, type View } from '../state.ts';
import { cardOfMissingSheet, cardOfView } from '../view-card.ts';
import { FirstTime } from './first-time.tsx';
import { Outcome } from './outcome.tsx';
import { focusState } from './panel.tsx';

interface CurrentViewProps extends AppProps {
  readonly around: Circumstances;
  readonly waiting: number;
}

export function CurrentView({ state, conductor, sheets, outcomes, hasFailed, words, times, isSecure, around, waiting, onReload }: CurrentViewProps) {
  const { view } = state;
  const [saved, setSaved] = useState<{ readonly view: View; readonly said: string }>();
  if (view.kind === 'first_time') {
    const takeStudent = (given: string) => void conductor.takeStudent(given);
    const { heldCode, placeUntilMs } = state;
    const said = placeUntilMs === null ? words.firstTime.codeHeld : words.firstTime.placeKept(times.minute(placeUntilMs));
    return <FirstTime words={words} held={heldCode === null ? null : said} isFirst={heldCode === null} onStudent={takeStudent} />;
  }
  if (isSheet(view) && sheets !== undefined) return sheets.draw({ view, state, conductor, words, waiting, isSecure });

  const found = cardOfView(state, around, outcomes) ?? cardOfMissingSheet(hasFailed, words);
  const entry = view.kind === 'entry' ? state.entries.find(({ key }) => key === view.key) : undefined;
  const mayCarry = entry !== undefined && isSecure && !state.sending.includes(entry.key) && outcomes?.canBeCarried(entry) === true;
  const card = mayCarry ? { ...found, actions: found.actions.flatMap((action) => (action === 'close' ? ['carry' as const, action] : [action])) } : found;
  const note = saved?.view === view ? saved.said : undefined;
  const act: Readonly<Record<ActionName, () => unknown>> = {
    scan: () => conductor.openView({ kind: 'scan' }),
    scan_again: () => conductor.openView({ kind: isSecure ? 'scan' : 'type' }),
    type: () => conductor.openView({ kind: 'type' }),
    paste: () => conductor.openView({ kind: 'paste' }),
    carry: () => entry !== undefined && conductor.openView({ kind: 'carry', key: entry.key }),
    send_now: () => {
      focusState();
      if (entry !== undefined) void conductor.sendWaiting(entry.key);
    },
    save_receipt: () => {
      const tell = (said: string) => setSaved({ view, said });
      if (sheets === undefined) tell(words.sheetMissing.sentence);
      else void sheets.saveReceipt(state).then(tell);
    },
    reload: onReload,
    dismiss: () => (entry === undefined ? conductor.closeView() : void conductor.dismiss(entry.key)),
    close: conductor.closeView,
  };
  return (
    <>
      <Outcome
        // A new outcome is a new panel, whose heading takes the focus; an answer that arrives changes the words of the one that is read.
        key={view.kind === 'entry' ? view.key : view.kind}
        {...{ card, words, note }}
        isFirst={view.kind === 'starting' || (view.kind === 'ready' && view.isFirst)}
        onAction={(action) => act[action]()}
      >
        {entry !== undefined && outcomes !== undefined && <outcomes.EntryMore {...{ entry, words, times }} news={state.news[entry.key]} />}
      </Outcome>
      <p class="visually-hidden" role="status">
        {note ?? `${card.word}. ${card.sentence}`}
      </p>
    </>
  );
}
