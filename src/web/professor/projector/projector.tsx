import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { displayEn } from '../../ui/messages/display-en.ts';
import { KeysDialog } from '../controls/keys-dialog.tsx';
import { closeQuestion, ConfirmDialog } from '../controls/confirm-dialog.tsx';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { ControlBar } from './control-bar.tsx';
import { hallDisplay } from './hall-display.ts';
import { NameDialog } from './name-dialog.tsx';
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
  const screen = useMemo(() => hallDisplay(context, sessionId, projector), [projector]);
  const page = useRef<HTMLElement>(null);
  const zoom = useSignal(1);
  const isAwake = useSignal(false);
  const dialog = useSignal<'help' | 'close' | 'name' | undefined>(undefined);
  const course = useComputed(() => projector.display.value?.session.course ?? '');
  useTitle(course.value);

  useEffect(
    () => () => {
      screen.stop();
      projector.stop();
    },
    [projector],
  );
  useEffect(() => keepScreenOn(navigator.wakeLock, context.onWake), []);

  function act(action: ProjectorAction): void {
    if (action === 'hide') screen.hide(!screen.isHidden.value);
    else if (action === 'help' || action === 'name') dialog.value = action;
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
  const isHidden = screen.isHidden.value;
  return (
    <main ref={page} class={isAwake.value ? 'projector is-awake' : 'projector'}>
      <Stage projector={projector} isHidden={isHidden} times={context.times} />
      <Side context={context} projector={projector} isHidden={isHidden} sessionId={sessionId} />
      <ControlBar isHidden={isHidden} canClose={state !== undefined && state !== 'closed'} act={act} onClose={() => (dialog.value = 'close')} />
      {dialog.value === 'help' && <KeysDialog keys={displayEn.keys} onClose={() => (dialog.value = undefined)} />}
      {dialog.value === 'name' && (
        <NameDialog
          name={screen.name.value}
          onSave={(name) => {
            screen.rename(name);
            dialog.value = undefined;
          }}
          onClose={() => (dialog.value = undefined)}
        />
      )}
      {dialog.value === 'close' && <ConfirmDialog {...closeQuestion} onConfirm={() => void close()} onClose={() => (dialog.value = undefined)} />}
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
