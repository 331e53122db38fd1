import { useLayoutEffect, useRef } from 'preact/hooks';

import { staffEn } from '../../ui/messages/staff-en.ts';
import type { QrPicture } from '../../ui/qr-picture.ts';
import { prefersStill } from '../motion.ts';

/** Short enough that a camera never meets two half pictures for more than a frame or two. */
const fadeMs = 80;

interface QrViewProps {
  readonly picture: QrPicture;
}

/** Pure black on white in every scheme. The code before fades out while the new one fades in; nothing moves. */
export function QrView({ picture }: QrViewProps) {
  const before = useRef<string>('');
  const leaving = useRef<SVGPathElement>(null);
  const entering = useRef<SVGPathElement>(null);

  useLayoutEffect(() => {
    const isFirst = before.current === '';
    leaving.current!.setAttribute('d', before.current);
    before.current = picture.path;
    if (isFirst || prefersStill()) {
      leaving.current!.setAttribute('d', '');
      return;
    }
    const fading = leaving.current!.animate({ opacity: [1, 0] }, { duration: fadeMs, fill: 'forwards' });
    entering.current!.animate({ opacity: [0, 1] }, fadeMs);
    fading.onfinish = () => leaving.current?.setAttribute('d', '');
    return () => fading.cancel();
  }, [picture.path]);

  return (
    <svg class="qr" role="img" aria-label={staffEn.projector.qrLabel} viewBox={`0 0 ${picture.side} ${picture.side}`} shape-rendering="crispEdges">
      <rect width={picture.side} height={picture.side} fill="#ffffff" />
      <path ref={leaving} fill="#000000" />
      <path ref={entering} fill="#000000" d={picture.path} />
    </svg>
  );
}
