import { useEffect, useState } from 'preact/hooks';

import type { QueuedEntry } from '../../../client/offline/ports.ts';
import { enCarry } from '../../ui/messages/en-carry.ts';
import { Sheet } from '../screens/sheet.tsx';
import type { Carry, CarryPicture } from './browser-carry.ts';
import './carry.css';

interface ShowCarryProps {
  /** As it is now: once it waits no longer, there is nothing left to hand on. */
  readonly entry: QueuedEntry;
  readonly carry: Pick<Carry, 'draw'>;
  readonly onClose: () => void;
}

const words = enCarry.show;

/** A waiting scan as a sealed QR, for any phone that is online. */
export function ShowCarry({ entry, carry, onClose }: ShowCarryProps) {
  const [drawn, setDrawn] = useState<CarryPicture>();
  const isWaiting = entry.state.kind === 'waiting';

  useEffect(() => {
    let isLeft = false;
    void carry.draw(entry).then((picture) => !isLeft && setDrawn(picture));
    return () => void (isLeft = true);
  }, [entry.key]);

  return (
    <Sheet title={words.title} cancelLabel={words.done} onCancel={onClose}>
      <p class="carry-how" role="status">
        {isWaiting ? sayingOf(drawn) : words.arrived.sentence}
      </p>
      {isWaiting && drawn?.kind === 'drawn' && (
        <>
          <svg class="carry-picture" role="img" aria-label={words.picture} viewBox={`0 0 ${drawn.picture.side} ${drawn.picture.side}`} shape-rendering="crispEdges">
            <path d={drawn.picture.path} />
          </svg>
          <p class="hint">{words.sealed}</p>
        </>
      )}
    </Sheet>
  );
}

function sayingOf(drawn: CarryPicture | undefined): string {
  if (drawn === undefined) return words.preparing;
  return drawn.kind === 'drawn' ? words.how : words.problems[drawn.why];
}
