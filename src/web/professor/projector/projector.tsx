import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { staffEn } from '../../ui/messages/staff-en.ts';
import { KeysDialog } from '../keys-dialog.tsx';
import { CloseDialog } from '../live/close-dialog.tsx';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { ControlBar } from './control-bar.tsx';
import { startProjector } from './start-projector.ts';
import { actionOfKey, zoomed, type ProjectorAction } from './projector-keys.ts';
import { Side } from './side.tsx';
import { Stage } from './stage.tsx';
import { keepScreenOn } from './wake-lock.ts';

interface ProjectorPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

const controlsStayMs = 3_000;

export function ProjectorPage({ context, sessionId }: ProjectorPageProps) {
  const projector = useMemo(() => startProjector(context, sessionId), [sessionId]);
  const page = useRef<HTMLElement>(null);
  const isBlank = useSignal(false);
  const zoom = useSignal(1);
  const isAwake = useSignal(false);
  const dialog = useSignal<'help' | 'close' | undefined>(undefined);
  const course = useComputed(() => projector.display.value?.session.course ?? '');
  useTitle(course.value);

  useEffect(() => projector.stop, [projector]);
  useEffect(() => keepScreenOn(navigator.wakeLock, context.onWake), []);

  function act(action: ProjectorAction): void {
    if (action === 'blank') isBlank.value = !isBlank.value;
    else if (action === 'help') dialog.value = 'help';
    else if (action === 'full_screen') void toggleFullScreen(page.current!);
    else zoom.value = zoomed(zoom.value, action);
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = dialog.value === undefined ? actionOfKey(event) : undefined;
      if (action === undefined) return;
      event.preventDefault();
      act(action);
    };
    let cancel = (): void => undefined;
    const onMove = (): void => {
      isAwake.value = true;
      cancel();
      cancel = context.after(() => (isAwake.value = false), controlsStayMs);
    };
    addEventListener('keydown', onKey);
    addEventListener('pointermove', onMove);
    addEventListener('pointerdown', onMove);
    return () => {
      cancel();
      removeEventListener('keydown', onKey);
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerdown', onMove);
    };
  }, []);

  useEffect(() => {
    page.current!.style.setProperty('--zoom', String(zoom.value));
  }, [zoom.value]);

  async function close(): Promise<void> {
    dialog.value = undefined;
    const reply = await context.api.call('closeSession', { params: { session_id: sessionId } });
    if (!reply.ok) return reportFailure(context, reply.failure);
    projector.refresh();
  }

  const state = projector.session.value?.state;
  return (
    <main ref={page} class={isAwake.value ? 'projector is-awake' : 'projector'}>
      <Stage projector={projector} isBlank={isBlank.value} times={context.times} />
      <Side projector={projector} isBlank={isBlank.value} times={context.times} monotonicNow={context.monotonicNow} />
      <ControlBar isBlank={isBlank.value} canClose={state !== undefined && state !== 'closed'} act={act} onClose={() => (dialog.value = 'close')} />
      {dialog.value === 'help' && <KeysDialog keys={staffEn.keyHelp.projector} onClose={() => (dialog.value = undefined)} />}
      {dialog.value === 'close' && <CloseDialog onConfirm={() => void close()} onClose={() => (dialog.value = undefined)} />}
    </main>
  );
}

async function toggleFullScreen(element: HTMLElement): Promise<void> {
  try {
    if (document.fullscreenElement === null) await element.requestFullscreen();
    else await document.exitFullscreen();
  } catch {
    // A phone's browser has no full screen for a page; the page fills its window all the same.
  }
}
