import { useEffect, useState } from 'preact/hooks';

import { enCarry } from '../../ui/messages/en-carry.ts';
import { Panel } from '../screens/panel.tsx';
import type { BringState } from './bring-entry.ts';
import type { Carry } from './browser-carry.ts';

interface BringCardProps {
  /** As `findSealed` gives it. */
  readonly sealed: string;
  readonly carry: Pick<Carry, 'bring'>;
  readonly onClose: () => void;
}

const words = enCarry.bring;
const looks = {
  bringing: { meaning: 'action', icon: 'sending' },
  offline: { meaning: 'late', icon: 'phone' },
  unanswered: { meaning: 'late', icon: 'sending' },
  delivered: { meaning: 'good', icon: 'check' },
  not_ours: { meaning: 'late', icon: 'scan' },
  refused: { meaning: 'late', icon: 'scan' },
} as const;

/** A classmate's scan on its way to the server. It is kept as long as this is shown. */
export function BringCard({ sealed, carry, onClose }: BringCardProps) {
  const [{ kind }, setState] = useState<BringState>({ kind: 'bringing' });
  useEffect(() => carry.bring(sealed, setState), [sealed]);
  return (
    <>
      <Panel {...looks[kind]} {...words[kind]}>
        <div class="actions">
          <button type="button" class={`button is-tall ${kind === 'delivered' ? 'is-primary' : ''}`} onClick={onClose}>
            {words.done}
          </button>
        </div>
      </Panel>
      <p class="visually-hidden" role="status">
        {`${words[kind].word}. ${words[kind].sentence}`}
      </p>
    </>
  );
}
