import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findZbarimg } from './find-tools.ts';

/** What an independent reader finds in a picture. It looks for QR codes alone: in their modules it now and then sees a bar code too. */
export function readQr(picture: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'attend-picture-'));
  try {
    const file = join(dir, 'picture.png');
    writeFileSync(file, picture);
    const options = ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', '-Sqrcode.binary'];
    return execFileSync(findZbarimg()!, [...options, file], { stdio: ['ignore', 'pipe', 'ignore'] }).toString('utf8').trim();
  } finally {
    rmSync(dir, { recursive: true });
  }
}
