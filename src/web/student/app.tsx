import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';

import type { Messages } from '../ui/messages/en.ts';
import type { TimeWords } from '../ui/times.ts';
import type { Conductor } from './conductor.ts';
import type * as lateOutcomes from './screens/outcomes.tsx';
import type { SheetsProps } from './screens/sheets.tsx';
import { groupEntries } from './entry-groups.ts';
import type { Circumstances } from './outcome-card.ts';
import { CurrentView } from './screens/current-view.tsx';
import { focusState } from './screens/panel.tsx';
import { isSheet, type AppState } from './state.ts';
import { titleOf } from './view-card.ts';

/** What comes in files of its own, after the first button. */
export interface LateParts {
  readonly outcomes?: typeof lateOutcomes;
  readonly sheets?: {
    readonly draw: (props: SheetsProps) => VNode;
    /** Saves the receipt of the outcome that is shown; answers what to say about it. */
    readonly saveReceipt: (state: AppState) => Promise<string>;
  };
  readonly hasFailed: boolean;
}

export interface AppProps extends LateParts {
  readonly state: AppState;
  readonly conductor: Conductor;
  readonly words: Messages;
  readonly times: TimeWords;
  /** HTTPS or localhost: without it a page has no camera, no worker and no key. */
  readonly isSecure: boolean;
  readonly onReload: () => void;
}

export function App(props: AppProps) {
  const { state, conductor, outcomes, words, times, isSecure } = props;
  const around: Circumstances = { words, times, isOnline: state.isOnline, worksOffline: isSecure };
  const title = titleOf(state, around, outcomes);
  useEffect(() => void (document.title = title), [title]);
  const shownKey = state.view.kind === 'entry' ? state.view.key : undefined;
  const groups = groupEntries(state.entries, shownKey);

  return (
    <div class="app">
      <header class="bar">
        <span class="app-name">{words.appName}</span>
        {state.student !== null && state.view.kind !== 'settings' && (
          <button type="button" class="button is-bare student" onClick={() => conductor.openView({ kind: 'settings' })}>
            <span class="student-number">{state.student}</span>
            <span class="visually-hidden">{words.actions.settings}</span>
            <span aria-hidden="true" class="student-change">
              {words.actions.change}
            </span>
          </button>
        )}
      </header>
      <main>
        <CurrentView {...props} around={around} waiting={groups.waiting.length} />
        {outcomes !== undefined && !isSheet(state.view) && (
          <outcomes.EntryLists
            {...{ groups, state, words, times }}
            cardOf={(entry) => outcomes.cardOfEntry(entry, state, around)}
            onOpen={conductor.openEntry}
            onLend={state.view.kind === 'ready' ? () => conductor.openView({ kind: 'lend' }) : undefined}
            onDismiss={(key) => {
              // The pressed button goes with its row.
              focusState();
              void conductor.dismiss(key);
            }}
          />
        )}
      </main>
      {(!isSecure || !state.canStore) && (
        <footer class="notices">
          {!isSecure && <p class="notice is-late">{words.notices.plainHttp}</p>}
          {!state.canStore && <p class="notice is-bad">{words.notices.noStorage}</p>}
        </footer>
      )}
    </div>
  );
}
