import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { devicesEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { ConfirmDialog } from '../controls/confirm-dialog.tsx';
import { keepFresh } from '../keep-fresh.ts';
import { devicesPathOf } from '../routes.ts';
import { isSignedOut, reportFailure, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { BindDialog } from './bind-dialog.tsx';
import { DeviceRow, type DeviceAction } from './device-row.tsx';
import { orderDevices, shortIdOf } from './order-devices.ts';

/** States change by the clock and by others, so the list is looked at again while it is open. */
const refreshMs = 15_000;

interface DevicesPageProps {
  readonly context: StaffContext;
  /** Empty for all. */
  readonly student: string;
}

/** The keys of phones, and what staff do about them. */
export function DevicesPage({ context, student }: DevicesPageProps) {
  const typed = useSignal(student);
  const onlyWaiting = useSignal(false);
  const listed = useSignal<{ readonly devices: readonly DeviceView[]; readonly isCut: boolean } | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const asking = useSignal<{ readonly action: DeviceAction; readonly device: DeviceView } | undefined>(undefined);
  const asked = useRef(0);
  useTitle(words.title);

  async function load(): Promise<void> {
    const place = ++asked.current;
    const query = { ...(student === '' ? {} : { student_id: student }), ...(onlyWaiting.value ? { state: 'waiting' as const } : {}) };
    const reply = await context.api.call('devices', { query });
    if (place !== asked.current) return;
    if (reply.ok) listed.value = { devices: orderDevices(reply.value.devices), isCut: reply.value.is_cut };
    else if (isSignedOut(reply.failure)) context.signedOut();
    trouble.value = reply.ok ? undefined : wordsOf(reply.failure);
  }

  // Another student is looked for on the same page, so that the focus stays in the search.
  useEffect(() => {
    typed.value = student;
    listed.value = undefined;
  }, [student]);
  useEffect(() => keepFresh(context, load, refreshMs), [student, onlyWaiting.value]);

  async function change(action: DeviceAction, device: DeviceView, boundTo = ''): Promise<void> {
    asking.value = undefined;
    const params = { device_id: device.device_id };
    const reply =
      action === 'bind' ? await context.api.call('bindDevice', { params, body: { student_id: boundTo } }) : await context.api.call(action === 'approve' ? 'approveDevice' : 'revokeDevice', { params });
    if (reply.ok) context.toasts.say(action === 'bind' ? words.done.bind(reply.value.student_id) : words.done[action]);
    else reportFailure(context, reply.failure);
    await load();
    // The pressed button may be gone, or its row elsewhere.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById(`device-${device.device_id}`)?.querySelector('a')?.focus();
    });
  }

  function search(event: Event): void {
    event.preventDefault();
    context.navigate(devicesPathOf(typed.value.trim()));
  }

  const known = listed.value;
  return (
    <main class="page devices">
      <header class="desk-head">
        <h1 tabIndex={-1}>{words.title}</h1>
        <p class="hint">{words.lead}</p>
      </header>
      <form class="line-form devices-search" role="search" onSubmit={search}>
        <TextField id="devices-student" label={words.search} hint={words.searchHint} text={typed} spellcheck={false} maxLength={64} />
        <button class="button is-primary">{words.find}</button>
        <label class="choice">
          <input type="checkbox" checked={onlyWaiting.value} onChange={(event) => (onlyWaiting.value = event.currentTarget.checked)} />
          {words.onlyWaiting}
        </label>
      </form>
      <details>
        <summary>{words.what}</summary>
        <ul class="row-why">
          {(['approve', 'revoke', 'bind'] as const).map((action) => (
            <li key={action}>{words.meanings[action]}</li>
          ))}
        </ul>
      </details>
      <div role="status">
        {trouble.value !== undefined && (
          <p class="notice is-late">
            {trouble.value}{' '}
            <button type="button" class="button" onClick={() => void load()}>
              {staffEn.tryAgain}
            </button>
          </p>
        )}
        {known === undefined && trouble.value === undefined && <p class="hint">{staffEn.loading} …</p>}
        {known !== undefined && known.devices.length > 0 && <p class="hint">{words.count(known.devices.length)}</p>}
      </div>
      {known?.devices.length === 0 &&
        (onlyWaiting.value ? (
          <EmptyState title={student === '' ? words.empty : words.noneWaits(student)} text={words.emptyHint} />
        ) : (
          <EmptyState title={student === '' ? words.noneYet : words.none(student)} text={words.noneHint} />
        ))}
      {known !== undefined && known.devices.length > 0 && (
        <ol class="desk-rows">
          {known.devices.map((device) => (
            <DeviceRow
              key={device.device_id}
              device={device}
              times={context.times}
              onAction={(action) => (action === 'approve' ? void change('approve', device) : (asking.value = { action, device }))}
            />
          ))}
        </ol>
      )}
      {known?.isCut === true && <p class="notice">{words.cut}</p>}
      {asking.value?.action === 'revoke' && (
        <ConfirmDialog
          title={words.revokeTitle(shortIdOf(asking.value.device), asking.value.device.student_id)}
          text={words.revokeText}
          submit={words.actions.revoke}
          onConfirm={() => void change('revoke', asking.value!.device)}
          onClose={() => (asking.value = undefined)}
        />
      )}
      {asking.value?.action === 'bind' && (
        <BindDialog device={asking.value.device} onBind={(to) => void change('bind', asking.value!.device, to)} onClose={() => (asking.value = undefined)} />
      )}
    </main>
  );
}
