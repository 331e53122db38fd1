import { Option } from 'commander';

import { fail, ok, type Result } from '../../protocol/result.ts';
import type { DisplayView } from '../../protocol/schemas.ts';
import { urlMatrix } from '../../server/qr/matrix.ts';
import { writeWhole } from '../atomic-file.ts';
import { conclude, type AddCommands } from '../command.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess, type StaffAccess, type StaffOptions } from '../server-options.ts';
import { shownCode, type ShownCode } from '../shown-code.ts';
import { pause, printJson, printLine, type Terminal } from '../terminal.ts';
import { reportOnce, terminalDisplay, type TerminalDisplay } from '../terminal-display.ts';
import { terminalPicture } from '../terminal-picture.ts';

interface QrOptions extends StaffOptions {
  readonly png?: string;
  readonly svg?: string;
  readonly carrier?: 'url' | 'json';
  readonly json?: true;
  readonly follow?: true;
}

export const addSessionQrCommand: AddCommands = (program, terminal, end) => {
  const sessions = program.commands.find((command) => command.name() === 'session')!;
  addStaffOptions(sessions.command('qr').description('draw the code that is on the screen now, here or into a file'))
    .argument('<session>', 'session id')
    .option('--follow', 'draw each new code until the session closes or Ctrl-C')
    .addOption(new Option('--png <file>', 'write a PNG').conflicts(['svg', 'json', 'follow']))
    .addOption(new Option('--svg <file>', 'write an SVG').conflicts(['png', 'json', 'follow']))
    .addOption(new Option('--carrier <form>', 'what a picture file carries (default: json where the code is static, else url)').choices(['url', 'json']))
    .addOption(new Option('--json', 'print the JSON carrier: payload_b64 and signature').conflicts(['follow']))
    .action((id: string, options: QrOptions) => conclude(terminal, end, showQr(id, options, terminal)));
};

async function showQr(id: string, options: QrOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const params = { session_id: id };
  const { api, baseUrl } = access.value;
  if (options.json) {
    const carrier = await orComplain(api.call('qrJson', { params }), baseUrl);
    if (carrier.ok) printJson(terminal, carrier.value);
    return carrier.ok ? ok(undefined) : carrier;
  }
  const file = options.png ?? options.svg;
  if (file === undefined) return options.follow ? followCodes(id, access.value, terminal) : drawOnce(id, access.value, terminal);
  const query = options.carrier === undefined ? {} : { carrier: options.carrier };
  const picture = await orComplain(api.download(options.png === undefined ? 'qrSvg' : 'qrPng', { params, query }), baseUrl);
  if (!picture.ok) return picture;
  const written = writeWhole(file, picture.value);
  if (written.ok) printLine(terminal.stdout, `Wrote ${file}.`);
  return written;
}

/** The display keys, and how far the server's clock is ahead of this one. */
interface Keys {
  readonly display: DisplayView;
  readonly aheadMs: number;
}

async function fetchKeys(id: string, { api, baseUrl }: StaffAccess, { nowMs }: Terminal): Promise<Result<Keys, Complaint>> {
  const askedAtMs = nowMs();
  const display = await orComplain(api.call('display', { params: { session_id: id } }), baseUrl);
  if (!display.ok) return display;
  return ok({ display: display.value, aheadMs: display.value.server_now_ms - (askedAtMs + nowMs()) / 2 });
}

async function drawOnce(id: string, access: StaffAccess, terminal: Terminal): Promise<Result<void, Complaint>> {
  const keys = await fetchKeys(id, access, terminal);
  if (!keys.ok) return keys;
  const shown = shownCode(keys.value.display, terminal.nowMs() + keys.value.aheadMs);
  if (keys.value.display.session.state !== 'open' || shown === undefined) return fail(notOpen(keys.value.display));
  draw(shown, terminal);
  await reportOnce(id, shown, access, terminal);
  return ok(undefined);
}

const refreshKeysMs = 60_000;
const retryMs = 5_000;
/** Often enough that an order of staff, which the display fetches, is obeyed within five seconds. */
const longestPauseMs = 500;

/** Goes on through a lost network for as long as the keys at hand last. */
async function followCodes(id: string, access: StaffAccess, terminal: Terminal): Promise<Result<void, Complaint>> {
  const first = await fetchKeys(id, access, terminal);
  if (!first.ok) return first;
  const display = terminalDisplay(id, access, terminal);
  try {
    return await drawCodes(first.value, () => fetchKeys(id, access, terminal), display, terminal);
  } finally {
    await display.leave();
  }
}

async function drawCodes(first: Keys, fetchNewer: () => Promise<Result<Keys, Complaint>>, display: TerminalDisplay, terminal: Terminal): Promise<Result<void, Complaint>> {
  let keys = first;
  let refreshAtMs = terminal.nowMs() + refreshKeysMs;
  let drawn = '';
  while (!terminal.interrupted.aborted) {
    if (terminal.nowMs() >= refreshAtMs) {
      const newer = await fetchNewer();
      if (newer.ok) keys = newer.value;
      else if (newer.failure.exitCode !== exitCode.unreachable) return newer;
      refreshAtMs = terminal.nowMs() + (newer.ok ? refreshKeysMs : retryMs);
    }
    const serverNowMs = terminal.nowMs() + keys.aheadMs;
    const shown = shownCode(keys.display, serverNowMs);
    if (keys.display.session.state === 'closed' || serverNowMs >= Date.parse(keys.display.session.closes_at)) return fail(notOpen(keys.display));
    const next = display.isHidden() ? hiddenWords : (shown?.url ?? drawn);
    if (next !== drawn) {
      if (terminal.hasColours) terminal.stdout.write('\x1b[H\x1b[2J');
      if (next === hiddenWords) printLine(terminal.stdout, hiddenWords);
      else draw(shown!, terminal);
      drawn = next;
    }
    if (shown !== undefined) display.look(shown.epoch, !display.isHidden());
    const nextMs = shown?.untilMs ?? Number.POSITIVE_INFINITY;
    await pause(terminal, Math.max(50, Math.min(longestPauseMs, nextMs - serverNowMs)));
  }
  return ok(undefined);
}

const hiddenWords = 'The code is hidden on this screen. Staff show it again on the live page.';

function draw({ url, typed }: ShownCode, terminal: Terminal): void {
  const { stdout } = terminal;
  printLine(stdout, terminalPicture(urlMatrix(url), terminal));
  printLine(stdout, `\n${url}${typed === null ? '' : `\nWithout a camera: ${typed}`}`);
}

function notOpen({ session }: DisplayView): Complaint {
  const when = session.state === 'scheduled' ? `It opens at ${session.starts_at}.` : 'Open it again with "attend session reopen SESSION MINUTES".';
  return complaint(exitCode.failed, `the session is not open, so it shows no code. ${when}`);
}
