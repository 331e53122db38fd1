import type { SessionView } from '../../../protocol/schemas.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { Menu } from '../controls/menu.tsx';
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
  const offered: readonly Kind[] = hasPicture(session, atMs) ? ['csv', 'png', 'svg', 'json'] : ['csv'];

  async function download(kind: Kind): Promise<void> {
    const [name, type] = kinds[kind];
    const reply = await context.api.download(name, { params: { session_id: session.session_id } });
    if (!reply.ok) return reportFailure(context, reply.failure);
    save(new Blob([reply.value], { type }), fileNameOf(session, kind));
  }

  const items = offered.map((kind) => ({ key: kind, text: staffEn.live.downloadKinds[kind], run: () => void download(kind) }));
  return <Menu label={staffEn.live.downloads} items={items} />;
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the address by the next turn of its loop; freeing it at once loses the file in some.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
