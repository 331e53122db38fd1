import { useRef } from 'preact/hooks';

import type { SessionView } from '../../../protocol/schemas.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { fileNameOf, hasPicture } from './session-now.ts';

const kinds = {
  csv: ['exportCsv', 'text/csv'],
  png: ['qrPng', 'image/png'],
  svg: ['qrSvg', 'image/svg+xml'],
  json: ['qrJson', 'application/json'],
} as const;
type Kind = keyof typeof kinds;

interface DownloadMenuProps {
  readonly context: StaffContext;
  readonly session: SessionView;
  readonly atMs: number;
}

export function DownloadMenu({ context, session, atMs }: DownloadMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const offered: readonly Kind[] = hasPicture(session, atMs) ? ['csv', 'png', 'svg', 'json'] : ['csv'];

  async function download(kind: Kind): Promise<void> {
    menu.current!.open = false;
    const [name, type] = kinds[kind];
    const reply = await context.api.download(name, { params: { session_id: session.session_id } });
    if (!reply.ok) return reportFailure(context, reply.failure);
    save(new Blob([reply.value], { type }), fileNameOf(session, kind));
  }

  return (
    <details
      ref={menu}
      class="menu"
      onKeyDown={(event) => {
        if (event.key === 'Escape') menu.current!.open = false;
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !menu.current!.contains(event.relatedTarget)) menu.current!.open = false;
      }}
    >
      <summary class="button">{staffEn.live.downloads}</summary>
      <ul class="menu-items">
        {offered.map((kind) => (
          <li key={kind}>
            <button type="button" class="button is-bare" onClick={() => void download(kind)}>
              {staffEn.live.downloadKinds[kind]}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the address by the next turn of its loop; freeing it at once loses the file in some.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
