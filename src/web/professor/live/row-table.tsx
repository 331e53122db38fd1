import { useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { AttemptRow, attemptColumns } from './attempt-row.tsx';
import type { LiveModel } from './live-model.ts';
import { RecordRow, columnsWithChecks, recordColumns } from './record-row.tsx';
import { nextRow } from './row-keys.ts';
import { rowsInSight, scrollToRow } from './virtual-window.ts';

const words = staffEn.live;
const columnWords = { ...words.columns, checks: displayEn.check.column };
const rowPx = 44;
const newForMs = 4_000;

interface RowTableProps {
  readonly model: LiveModel;
  readonly times: TimeWords;
  readonly monotonicNow: () => number;
  /** The row that the arrow keys stand on. */
  readonly active: Signal<string | undefined>;
  readonly isOpen: boolean;
  readonly onOpen: (key: string) => void;
  readonly empty: ComponentChildren;
}

/**
 * A table of any length that draws only the rows in sight. Assistive technology is told the whole length and each row's
 * place; one stop of the tab key leads in and the arrows lead on.
 */
export function RowTable({ model, times, monotonicNow, active, isOpen, onOpen, empty }: RowTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isPrinting = useSignal(false);
  const hasFocus = useSignal(false);
  const drawn = useSignal(rowsInSight({ scrolledPx: 0, heightPx: 800, rowPx }, 0));
  const scrolled = useSignal(false);
  const { keys, waiting } = model.rows.value;
  const isAttempts = model.filter.value === 'refused';

  function measure(): void {
    const element = scroller.current;
    if (element === null) return;
    scrolled.value = element.scrollTop > rowPx / 2;
    const viewport = { scrolledPx: element.scrollTop, heightPx: isPrinting.peek() ? Number.MAX_SAFE_INTEGER : element.clientHeight, rowPx };
    const next = rowsInSight(viewport, model.rows.peek().keys.length);
    const before = drawn.peek();
    if (before.first !== next.first || before.after !== next.after || before.spaceAfterPx !== next.spaceAfterPx) drawn.value = next;
  }

  useSignalEffect(() => {
    model.isReading.value = scrolled.value || isOpen || (hasFocus.value && active.value !== undefined);
  });
  useEffect(() => {
    model.isReading.value = scrolled.value || isOpen || (hasFocus.value && active.value !== undefined);
  }, [isOpen]);
  useLayoutEffect(measure, [keys]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current!);
    const print = (whether: boolean) => () => {
      isPrinting.value = whether;
      measure();
    };
    const [before, afterwards] = [print(true), print(false)];
    addEventListener('beforeprint', before);
    addEventListener('afterprint', afterwards);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', afterwards);
    };
  }, []);
  useEffect(() => {
    scroller.current!.scrollTop = 0;
    active.value = undefined;
  }, [model.filter.value, model.query.value]);

  function onKeyDown(event: KeyboardEvent): void {
    const place = active.value === undefined ? -1 : keys.indexOf(active.value);
    if (event.key === 'Enter' && active.value !== undefined) return onOpen(active.value);
    const element = scroller.current!;
    const next = nextRow(event.key, place, keys.length, Math.floor(element.clientHeight / rowPx) - 1);
    if (next === undefined) return;
    event.preventDefault();
    active.value = keys[next];
    const top = scrollToRow({ scrolledPx: element.scrollTop, heightPx: element.clientHeight, rowPx }, next, rowPx);
    if (top !== undefined) element.scrollTop = top;
    measure();
    if (isOpen && active.value !== undefined) onOpen(active.value);
  }

  function letIn(): void {
    active.value = undefined;
    scroller.current!.scrollTop = 0;
    scrolled.value = false;
    model.letIn();
  }

  const { first, after, spaceBeforePx, spaceAfterPx } = drawn.value;
  const isActiveDrawn = active.value !== undefined && keys.slice(first, after).includes(active.value);
  const checks = model.table.value.session?.checks.map(({ number }) => number) ?? [];
  const columns = isAttempts ? attemptColumns : checks.length > 0 ? columnsWithChecks : recordColumns;
  return (
    <div class="table-frame">
      {waiting > 0 && (
        <button type="button" class="button is-primary let-in" onClick={letIn}>
          ↑ {words.newRows(waiting)}
        </button>
      )}
      <div ref={scroller} class="table-scroll" onScroll={measure}>
        <table
          class={isAttempts ? 'rows of-attempts' : 'rows'}
          role="grid"
          aria-label={isAttempts ? words.attempts : words.table}
          aria-rowcount={keys.length + 1}
          aria-activedescendant={isActiveDrawn ? `row-${active.value}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={() => (hasFocus.value = true)}
          onBlur={() => (hasFocus.value = false)}
        >
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column} scope="col" class={`column-${column}`}>
                  {columnWords[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Space px={spaceBeforePx} />
            {keys.slice(first, after).map((key, place) => {
              const row = {
                key,
                rowKey: key,
                rowIndex: first + place + 2,
                isActive: active.value === key,
                times,
                onOpen: () => {
                  active.value = key;
                  onOpen(key);
                },
              };
              if (isAttempts) {
                const attempt = model.table.value.refused.find(({ seq }) => String(seq) === key);
                return attempt === undefined ? null : <AttemptRow {...row} key={key} attempt={attempt} />;
              }
              const record = model.table.value.records.get(key);
              const arrivedMs = model.arrivedAtMs(key);
              const isNew = arrivedMs !== undefined && monotonicNow() - arrivedMs < newForMs;
              return record === undefined ? null : <RecordRow {...row} key={key} record={record} isNew={isNew} checks={checks} />;
            })}
            <Space px={spaceAfterPx} />
          </tbody>
        </table>
        {keys.length === 0 && empty}
      </div>
      <p class="visually-hidden" role="status">
        {words.rowCount(keys.length)}
      </p>
    </div>
  );
}

/** Stands for rows that are not drawn. */
function Space({ px }: { readonly px: number }) {
  return px === 0 ? null : <tr class="space" aria-hidden="true" style={{ blockSize: `${px}px` }} />;
}
