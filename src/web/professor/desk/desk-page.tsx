import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { EmptyState } from '../../ui/empty-state.tsx';
import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { KeysDialog } from '../controls/keys-dialog.tsx';
import { MarkDialog } from '../live/mark-dialog.tsx';
import { PolicyDialog } from '../policy/policy-dialog.tsx';
import { sessionsPath } from '../routes.ts';
import { wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { BulkBar } from './bulk-bar.tsx';
import { decideRows, sayDecided, undoDecisions, type DecisionForm } from './decide.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { decisionAbout, type DeskRow } from './desk-groups.ts';
import { DeskBody } from './desk-body.tsx';
import { DeskHead } from './desk-head.tsx';
import { deskModel, rowsOf, type Chosen } from './desk-model.ts';
import { DeskSkeleton } from './desk-skeleton.tsx';
import { focusRow, refocus, rowInFocus, rowsInSight } from './row-focus.ts';
import type { RowTools } from './row-frame.tsx';
import { useDeskKeys } from './use-desk-keys.ts';
import { neighbourOf } from './desk-keys.ts';

interface DeskPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
  /** A number to search for at first. */
  readonly student: string;
}

/** Where staff decide about what did not simply count. */
export function DeskPage({ context, sessionId, student }: DeskPageProps) {
  const model = useMemo(() => deskModel(context, sessionId, student), [sessionId]);
  useEffect(() => model.stop, [model]);
  const search = useRef<HTMLInputElement>(null);
  const deciding = useSignal<(Chosen & { readonly decision: Deciding }) | undefined>(undefined);
  const lastNotes = useSignal<Partial<Record<Deciding, string>>>({});
  const progress = useSignal<{ readonly sent: number; readonly all: number } | undefined>(undefined);
  const dialog = useSignal<'policy' | 'help' | 'mark' | undefined>(undefined);
  const { reply, trouble, groups, selected, chosen, query } = model;
  useTitle(reply.value === undefined ? deskEn.title : `${deskEn.title}: ${reply.value.session.course}`);

  async function send(rows: readonly DeskRow[], form: DecisionForm): Promise<void> {
    deciding.value = undefined;
    lastNotes.value = { ...lastNotes.value, [form.decision]: form.note };
    const shown = rowsInSight();
    const current = rows.length === 1 ? rows[0]!.key : undefined;
    const next = current === undefined ? undefined : (neighbourOf(shown, current, 1) ?? neighbourOf(shown, current, -1));
    if (rows.length > 1) progress.value = { sent: 0, all: rows.length };
    requestAnimationFrame(() => focusRow(next));
    const done = await decideRows(context, model, sessionId, rows, form, (sent) => {
      if (progress.value !== undefined) progress.value = { sent, all: rows.length };
    });
    progress.value = undefined;
    const decided = new Set(done.decided.map(({ key }) => key));
    selected.value = new Set([...selected.value].filter((key) => !decided.has(key)));
    sayDecided(context, model, sessionId, form.decision, done);
    refocus();
  }

  function undo(row: DeskRow): void {
    const decision = decisionAbout(row);
    if (decision !== null && row.sending === undefined) void undoDecisions(context, model, sessionId, [{ key: row.key, student: row.student!, seq: decision.seq }]).then(() => refocus(row.key));
  }

  function clearSelection(): void {
    const [first] = selected.value;
    if (first === undefined) return;
    selected.value = new Set();
    refocus(first);
  }

  function select(key: string): void {
    const keys = new Set(selected.value);
    if (!keys.delete(key)) keys.add(key);
    selected.value = keys;
  }

  const rowOf = (key: string | undefined): DeskRow | undefined => rowsOf(groups.value).find((row) => row.key === key);
  const decide = (row: DeskRow, decision: Deciding): void => void (deciding.value = { rows: [row], hidden: [], decision });
  useDeskKeys({
    decide(decision) {
      const row = rowOf(rowInFocus());
      if (row !== undefined && row.student !== null && row.sending === undefined) decide(row, decision);
    },
    select() {
      const row = rowOf(rowInFocus());
      if (row !== undefined && row.student !== null) select(row.key);
    },
    undo() {
      const row = rowOf(rowInFocus());
      if (row !== undefined) undo(row);
    },
    search: () => search.current?.focus(),
    clear: clearSelection,
    help: () => (dialog.value = 'help'),
  });

  const known = reply.value;
  if (known === undefined) {
    if (trouble.value === undefined) return <DeskSkeleton />;
    const isGone = trouble.value.kind === 'refused' && trouble.value.code === 'unknown_session';
    return (
      <main class="page">
        <EmptyState title={isGone ? staffEn.notFoundTitle : staffEn.failed} text={isGone ? staffEn.sessionUnknown : wordsOf(trouble.value)} level="h1">
          <button type="button" class="button is-primary" onClick={() => void model.load()}>
            {staffEn.tryAgain}
          </button>
          <a class="button" href={sessionsPath}>
            {staffEn.sessions}
          </a>
        </EmptyState>
      </main>
    );
  }

  const tools: RowTools = {
    ...{ context, session: known.session, isSearch: query.value.trim() !== '' },
    isSelected: (key) => selected.value.has(key),
    standingOf: (key) => model.live.table.value.records.get(key)?.standing,
    ...{ onSelect: select, onDecide: decide, onUndo: undo },
  };
  return (
    <main class="page desk">
      <DeskHead context={context} model={model} session={known.session} search={search} onPolicy={() => (dialog.value = 'policy')} onHelp={() => (dialog.value = 'help')} />
      <DeskBody model={model} tools={tools} isCut={known.is_cut} onSelectAll={(keys) => (selected.value = new Set(keys))} onMark={() => (dialog.value = 'mark')} />
      {(chosen.value.rows.length > 0 || progress.value !== undefined) && (
        <BulkBar
          chosen={chosen.value}
          progress={progress.value}
          onDecide={(decision) => (deciding.value = { ...chosen.value, decision })}
          onShow={() => {
            const [first] = chosen.value.hidden;
            query.value = '';
            refocus(first?.key);
          }}
          onClear={clearSelection}
        />
      )}
      {deciding.value !== undefined && (
        <DecideDialog
          decision={deciding.value.decision}
          whom={deciding.value.rows.length === 1 ? deciding.value.rows[0]!.student! : deskEn.dialog.many(deciding.value.rows.length)}
          hidden={deciding.value.hidden.map(({ student: hidden }) => hidden!)}
          lastNote={lastNotes.value[deciding.value.decision]}
          onSend={(form) => void send(deciding.value!.rows, form)}
          onClose={() => (deciding.value = undefined)}
        />
      )}
      {dialog.value === 'policy' && <PolicyDialog context={context} course={known.session.course} kept={known.policy} onClose={() => (dialog.value = undefined)} />}
      {dialog.value === 'help' && <KeysDialog keys={deskEn.keyHelp} onClose={() => (dialog.value = undefined)} />}
      {dialog.value === 'mark' && <MarkDialog context={context} model={model.live} sessionId={sessionId} student={query.value.trim()} onClose={() => (dialog.value = undefined)} />}
    </main>
  );
}
