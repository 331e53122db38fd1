import { textMatrix } from './qr/matrix.ts';
import { terminalQr } from './qr/terminal.ts';

export interface BannerFacts {
  readonly version: string;
  /** Origins that reach this server, the nearest first. */
  readonly local: string | undefined;
  readonly lan: readonly string[];
  readonly publicUrl: string | undefined;
  /** The one-time secret; undefined once there is staff. */
  readonly setupSecret: string | undefined;
  /** Where a key was made just now. */
  readonly newKeyFile: string | undefined;
  readonly isTls: boolean;
  readonly hasPages: boolean;
  readonly hasColours: boolean;
}

/** What a person at the terminal reads when the server has started. */
export function bannerOf(facts: BannerFacts): string {
  const sections = [addressesOf(facts), setupOf(facts), keyNoteOf(facts), pagesNoteOf(facts), httpsNoteOf(facts)];
  return `\n${sections.filter((section) => section !== '').join('\n\n')}\n\n`;
}

function addressesOf({ version, local, lan, publicUrl }: BannerFacts): string {
  const lines = [`QR Attendance Tracker ${version} is running.`, ''];
  if (publicUrl !== undefined) lines.push(`  Public address    ${publicUrl}`);
  if (local !== undefined) lines.push(`  On this machine   ${local}`);
  for (const address of lan) lines.push(`  On this network   ${address}`);
  return lines.join('\n');
}

function setupOf({ setupSecret, publicUrl, lan, local, hasColours }: BannerFacts): string {
  if (setupSecret === undefined) return '';
  const origins = [...new Set([publicUrl ?? local ?? lan[0] ?? '', publicUrl ?? lan[0] ?? local ?? ''])];
  const links = origins.map((origin) => `${origin}/setup#${setupSecret}`);
  const picture = terminalQr(textMatrix(links.at(-1)!), { hasColours });
  return ['Nobody is staff yet. Open this link to become the first; it works once:', '', ...links.map((link) => `  ${link}`), '', picture].join('\n');
}

function keyNoteOf({ newKeyFile }: BannerFacts): string {
  if (newKeyFile === undefined) return '';
  return [
    `A new master key is in ${newKeyFile}.`,
    'Back it up apart from the database: without it the codes of stored sessions cannot be verified any more.',
  ].join('\n');
}

function pagesNoteOf({ hasPages }: BannerFacts): string {
  return hasPages ? '' : 'The pages are not built, so browsers see nothing yet. Run "npm run build" and start again.';
}

function httpsNoteOf({ isTls, publicUrl }: BannerFacts): string {
  if (isTls || publicUrl?.startsWith('https:') === true) return '';
  return [
    'Without HTTPS, phones can send attendance, but their browsers do not allow:',
    '  - scanning inside the page (the phone\'s own camera app and typed codes work)',
    '  - the offline queue and the installed app',
    '  - device keys, so sessions that ask for one show these students as waiting for staff',
    'Set TLS_CERT_FILE and TLS_KEY_FILE, or put a proxy with HTTPS in front and set PUBLIC_URL=https://your.host.',
    'On this machine itself http://localhost has all of it.',
  ].join('\n');
}
