import { useState } from 'preact/hooks';

import type { AppProps } from '../app.tsx';
import { detailsOf } from '../entry-details.ts';
import type { ActionName, Circumstances } from '../outcome-card.ts';
import { isOpenable, type View } from '../state.ts';
import { cardOfMissingSheet, cardOfView } from '../view-card.ts';
import { FirstTime } from './first-time.tsx';
import { Outcome } from './outcome.tsx';
import { focusState } from './panel.tsx';

interface CurrentViewProps extends AppProps {
  readonly around: Circumstances;
  readonly waiting: number;
}

export function CurrentView({ state, conductor, sheet, words, times, around, waiting, onReload }: CurrentViewProps) {
  const { view, student } = state;
  const [saved, setSaved] = useState<{ readonly view: View; readonly said: string }>();
  if (view.kind === 'first_time') {
    const takeStudent = (given: string) => void conductor.takeStudent(given);
    const { heldCode, placeUntilMs } = state;
    const said = placeUntilMs === null ? words.firstTime.codeHeld : words.firstTime.placeKept(times.minute(placeUntilMs));
    return <FirstTime words={words} held={heldCode === null ? null : said} isFirst={heldCode === null} onStudent={takeStudent} />;
  }
  const { draw, hasFailed } = sheet;
  if (isOpenable(view) && draw !== undefined) return draw({ kind: view.kind, conductor, words, waiting, student: student ?? '' });

  const card = cardOfView(state, around) ?? cardOfMissingSheet(hasFailed, words);
  const entry = view.kind === 'entry' ? state.entries.find(({ key }) => key === view.key) : undefined;
  const note = saved?.view === view ? saved.said : undefined;
  const act: Readonly<Record<ActionName, () => void>> = {
    scan: () => conductor.openView('scan'),
    scan_again: () => conductor.openView(around.worksOffline ? 'scan' : 'type'),
    type: () => conductor.openView('type'),
    paste: () => conductor.openView('paste'),
    send_now: () => {
      focusState();
      if (entry !== undefined) void conductor.sendWaiting(entry.key);
    },
    save_receipt: () => {
      const tell = (said: string) => setSaved({ view, said });
      if (sheet.saveReceipt === undefined) tell(words.sheetMissing.sentence);
      else void sheet.saveReceipt(state).then(tell);
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
        details={entry === undefined ? [] : detailsOf(entry, words, times)}
        isFirst={view.kind === 'starting' || (view.kind === 'ready' && view.isFirst)}
        onAction={(action) => act[action]()}
      />
      <p class="visually-hidden" role="status">
        {note ?? `${card.word}. ${card.sentence}`}
      </p>
    </>
  );
}
