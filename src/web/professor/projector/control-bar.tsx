import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { ProjectorAction } from './projector-keys.ts';

const words = staffEn.projector.controls;

interface ControlBarProps {
  readonly isHidden: boolean;
  readonly canClose: boolean;
  readonly act: (action: ProjectorAction) => void;
  readonly onClose: () => void;
}

/** Seen only while the mouse moves or something in it has the focus. */
export function ControlBar({ isHidden, canClose, act, onClose }: ControlBarProps) {
  const button = (action: ProjectorAction, text: string, key: string) => (
    <button type="button" class="button is-bare" aria-keyshortcuts={key} onClick={() => act(action)}>
      {text} <kbd aria-hidden="true">{key}</kbd>
    </button>
  );
  return (
    <div class="control-bar">
      {button('full_screen', words.fullScreen, 'F')}
      {button('hide', isHidden ? displayEn.controls.show : displayEn.controls.hide, 'H')}
      {button('name', displayEn.controls.name, 'N')}
      {button('smaller', words.smaller, '-')}
      {button('larger', words.larger, '+')}
      {button('help', words.help, '?')}
      {canClose && (
        <button type="button" class="button is-bare is-warning" onClick={onClose}>
          {words.closeSession}
        </button>
      )}
    </div>
  );
}
