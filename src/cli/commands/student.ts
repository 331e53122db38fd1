import { join } from 'node:path';

import { Option } from 'commander';

import { offlineQueue, type OfflineQueue } from '../../client/offline/offline-queue.ts';
import { oneSenderHere } from '../../client/offline/one-sender.ts';
import { entrySender } from '../../client/offline/send-entry.ts';
import { base64url } from '../../protocol/base64url.ts';
import { utf8 } from '../../protocol/bytes.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { parseStudentNumber, studentKeyOf } from '../../protocol/student-number.ts';
import { conclude, type AddCommands } from '../command.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { addServerOption, parseServerUrl } from '../server-options.ts';
import { fileLock } from '../student/file-lock.ts';
import { openFileQueue } from '../student/file-queue.ts';
import { lineReader } from '../student/line-reader.ts';
import { menuLines, runMenu, type Network } from '../student/menu.ts';
import { newsInWords, type News } from '../student/news.ts';
import { scanKeeper } from '../student/scan-keeper.ts';
import { printLine, type Terminal } from '../terminal.ts';

interface StudentOptions {
  readonly studentId: string;
  readonly guest?: string;
  readonly server: string;
  readonly network: Network;
  readonly queue?: string;
  readonly dataHome?: string;
  readonly json?: true;
}

export const addStudentCommand: AddCommands = (program, terminal, end) => {
  addServerOption(program.command('student').description('submit attendance from a terminal, online or from an offline queue'))
    .requiredOption('--student-id <id>', 'student number')
    .option('--guest <id>', "somebody else's attendance from this terminal, which is lent to them; staff see that it was")
    .addOption(new Option('--network <state>', 'whether to send at once').choices(['online', 'offline']).default('online'))
    .option('--queue <file>', 'file of the offline queue and the device key (default: <data home>/attend/<student>.queue.sqlite)')
    .addOption(new Option('--data-home <dir>', 'where the default queue file lies').env('XDG_DATA_HOME'))
    .option('--json', 'print one JSON object a line instead of words')
    .addHelpText('after', '\nThe queue file survives a crash at any moment; the same file may be open in several terminals.\n"attend receipt save ENTRY" saves the signed receipt of an entry that the queue shows as recorded.')
    .action((options: StudentOptions) => conclude(terminal, end, runStudent(options, terminal)));
};

async function runStudent(options: StudentOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const studentId = parseStudentNumber(options.studentId);
  if (studentId === undefined) return fail(complaint(exitCode.usage, '--student-id must have 1 to 64 visible characters, for example 2022IMT-048.'));
  const guestId = options.guest === undefined ? undefined : parseStudentNumber(options.guest);
  if (options.guest !== undefined && (guestId === undefined || studentKeyOf(guestId) === studentKeyOf(studentId))) {
    return fail(complaint(exitCode.usage, '--guest must be the student number of somebody else, for example 2022IMT-049.'));
  }
  const baseUrl = parseServerUrl(options.server);
  if (!baseUrl.ok) return baseUrl;
  const file = options.queue ?? defaultQueueFile(studentId, options.dataHome ?? join(terminal.homeDir, '.local', 'share'));
  const opened = openFileQueue(file);
  if (!opened.ok) {
    const { detail } = opened.failure;
    const what = `the queue file ${file} cannot be used (${detail})`;
    return fail(complaint(exitCode.failed, `${what}. Free disk space, make it writable, or choose another with --queue.`));
  }

  const { storage, kept, signer, replaceKey } = opened.value;
  const { nowMs, monotonicMs, randomBytes, random, setTimer, fetch } = terminal;
  const queue = offlineQueue({ storage, signer, nowMs, monotonicMs, randomBytes });
  const keeper = scanKeeper({ kept, queue, file, randomBytes });
  const lines = lineReader(terminal);
  terminal.interrupted.addEventListener('abort', () => lines.close());
  const tell = (news: News) => printLine(terminal.stdout, options.json ? JSON.stringify(news) : newsInWords(news));
  const showMenu = (network: Network) => options.json === undefined && printLine(terminal.stdout, menuLines(network).join('\n'));
  const sync = {
    ...{ storage, exclusive: fileLock(`${file}.lock`), oneSender: oneSenderHere() },
    ...{ send: entrySender({ fetch, baseUrl: baseUrl.value }), nowMs, random, onChange: queue.notify },
  };
  try {
    await forgetOld(queue, nowMs());
    const keys = { signer, replaceKey };
    await runMenu({ studentId: guestId ?? studentId, isLent: guestId !== undefined, keys, queue, keeper, sync, lines, tell, showMenu, monotonicMs, setTimer }, options.network);
    return ok(undefined);
  } finally {
    lines.close();
    opened.value.close();
  }
}

/** One file a student, whatever is in the number; the same number in other letters is the same file. */
function defaultQueueFile(studentId: string, dataHome: string): string {
  const key = studentKeyOf(studentId);
  const name = /^[A-Z0-9_-]+$/.test(key) ? key : `=${base64url.encode(utf8(key))}`;
  return join(dataHome, 'attend', `${name}.queue.sqlite`);
}

const keepRecordedMs = 30 * 24 * 3600 * 1000;

/** Entries that the server recorded stay on the list for a month. What was refused stays until somebody has seen to it. */
async function forgetOld(queue: OfflineQueue, nowMs: number): Promise<void> {
  const old = (await queue.list()).filter(
    ({ state }) => (state.kind === 'recorded' || state.kind === 'already_recorded') && state.atMs < nowMs - keepRecordedMs,
  );
  if (old.length > 0) await queue.forget(old.map(({ key }) => key));
}
