import type { OfflineQueue } from '../../client/offline/offline-queue.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import { sendNow, syncOnce, type SyncPorts, type SyncSummary } from '../../client/offline/sync.ts';
import { syncSchedule, type SyncSchedule } from '../../client/offline/sync-schedule.ts';
import type { FileQueue } from './file-queue.ts';
import { isChoice, type LineReader } from './line-reader.ts';
import { listedEntry, type News } from './news.ts';
import { readPasted } from './paste.ts';
import { readCode, type NoCode } from './read-code.ts';
import type { ScanKeeper } from './scan-keeper.ts';
import { hasSecondCode, readSecondCode } from './second-code.ts';

export interface MenuPorts {
  /** Whose attendance it is: the terminal's own student, or somebody to whom it was lent. */
  readonly studentId: string;
  readonly isLent: boolean;
  readonly keys: Pick<FileQueue, 'signer' | 'replaceKey'>;
  readonly queue: OfflineQueue;
  readonly keeper: ScanKeeper;
  readonly sync: SyncPorts;
  readonly lines: LineReader;
  readonly tell: (news: News) => void;
  readonly showMenu: (network: Network) => void;
  readonly monotonicMs: () => number;
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

export type Network = 'online' | 'offline';

export const menuLines = (network: Network): readonly string[] => [
  '',
  '1. Paste QR payload JSON, code, link or image path',
  `2. Toggle network (now ${network})`,
  '3. Show offline queue',
  '4. Force sync',
  '5. Exit',
];

const whyNoCode: Readonly<Record<NoCode, string>> = {
  no_code_in_text: 'There is no code in this. Paste the QR payload JSON, the link, the code, or the path of a picture of the QR.',
  no_code_in_image: 'No attendance QR was found in this file. Give a PNG or JPEG with the whole code in it, white border too.',
};

/** The original's interactive client. Ends on 5, at the end of the input, or when `lines` is closed; what waits stays in the queue. */
export async function runMenu(ports: MenuPorts, start: Network): Promise<void> {
  const { studentId, isLent, keys, queue, keeper, sync, lines, tell, showMenu } = ports;
  let network = start;
  let keptKey: string | undefined;
  let schedule: SyncSchedule | undefined;
  for (const { key, studentId: student_id, scannedAtMs } of await keeper.takeUp()) {
    tell({ event: 'taken_up', key, student_id, scanned_at: new Date(scannedAtMs).toISOString() });
  }
  if (network === 'online') goOnline();

  function goOnline(): void {
    const onPass = (summary: SyncSummary) => isNews(summary) && tell({ event: 'sync', by: 'itself', summary });
    const onError = (error: unknown) => tell({ event: 'problem', problem: `The queue cannot be written: ${String(error)}` });
    schedule = syncSchedule({ sync: () => syncOnce(sync), setTimer: ports.setTimer, random: sync.random, onPass, onError });
    schedule.kick();
  }

  async function paste(): Promise<void> {
    const code = await readCode(await readPasted(lines, (await lines.ask('QR> ')) ?? ''));
    if (!code.ok) return tell({ event: 'problem', problem: whyNoCode[code.failure] });
    const at = { wallMs: sync.nowMs(), monoMs: ports.monotonicMs() };
    const scan = { code: code.value, studentId, isGuest: isLent, ...at };
    const entry =
      network === 'offline' && hasSecondCode(code.value)
        ? await keeper.keepUntil(scan, (onNext) => readSecondCode(code.value, { lines, tell, onNext }))
        : await queue.add(code.value, studentId, { ...at, ...(isLent && { guest: true }) });
    const state = network === 'online' ? await sendNow(sync, entry.key) : entry.state;
    tell({ event: 'submission', key: entry.key, student_id: studentId, state: state ?? entry.state });
    if (network === 'online' && state?.kind === 'waiting') schedule?.watch();
  }

  async function toggle(): Promise<void> {
    network = network === 'online' ? 'offline' : 'online';
    tell({ event: 'network', network });
    if (network === 'online') return goOnline();
    await schedule?.stop();
    schedule = undefined;
  }

  async function forceSync(): Promise<void> {
    if (network === 'offline') return tell({ event: 'problem', problem: 'The network is switched off. Toggle it first (2).' });
    await schedule?.idle();
    tell({ event: 'sync', by: 'user', summary: (await syncOnce(sync)) ?? null });
  }

  /** Asked once a key: whoever keeps a revoked one knows it. */
  async function offerNewKey(): Promise<void> {
    const { publicKey, deviceId } = await keys.signer();
    const isRevoked = ({ deviceKey, state }: QueuedEntry) => deviceKey === publicKey && state.kind === 'refused' && state.code === 'device_revoked';
    if (keptKey === publicKey || !(await queue.list()).some(isRevoked)) return;
    tell({ event: 'device_revoked', device_id: deviceId });
    const answer = (await lines.ask('New key? [y/N] ')) ?? '';
    keptKey = publicKey;
    if (isChoice(answer)) lines.putBack(answer);
    if (!/^y(es)?$/i.test(answer.trim())) return;
    await keys.replaceKey(publicKey);
    tell({ event: 'new_key', device_id: (await keys.signer()).deviceId });
  }

  for (;;) {
    await offerNewKey();
    showMenu(network);
    const choice = (await lines.ask('> '))?.trim();
    if (choice === undefined || choice === '5') break;
    if (choice === '1') await paste();
    else if (choice === '2') await toggle();
    else if (choice === '3') tell({ event: 'queue', entries: (await queue.list()).map(listedEntry) });
    else if (choice === '4') await forceSync();
    else if (choice !== '') tell({ event: 'problem', problem: 'Choose 1, 2, 3, 4 or 5.' });
  }
  await schedule?.stop();
}

/** A pass that only found the network away again is not worth a line. */
function isNews({ recorded, alreadyRecorded, refused }: SyncSummary): boolean {
  return recorded + alreadyRecorded + refused > 0;
}
