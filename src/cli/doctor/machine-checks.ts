import { X509Certificate } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Config } from '../../server/config.ts';
import { failed, passed, warned, type Check } from './check.ts';

const oldestNode = [22, 18] as const;

export function checkNode(version: string): readonly Check[] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (isNewEnough) return [passed('node', version)];
  return [failed('node', `${version} cannot run this; use the package's own: node_modules/.bin/node, or install Node 24`)];
}

const lowBytes = 1_000_000_000;
const noBytes = 50_000_000;

export function checkDisk(dataDir: string, freeBytesAt = freeBytes): readonly Check[] {
  let place = dataDir;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const free = freeBytesAt(place);
  const finding = `${Math.floor(free / 1_000_000)} MB free at ${place}`;
  if (free < noBytes) return [failed('disk', `${finding}; free some now, or submissions cannot be stored`)];
  return [free < lowBytes ? warned('disk', `${finding}; free some soon`) : passed('disk', finding)];
}

function freeBytes(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

const dayMs = 24 * 3600 * 1000;

/** That certificate and key belong together was checked where the configuration was read. */
export function checkTls({ tls, publicUrl }: Pick<Config, 'tls' | 'publicUrl'>, nowMs: number): readonly Check[] {
  if (tls !== undefined) return [checkCertificate(new X509Certificate(tls.cert), publicUrl, nowMs)];
  if (publicUrl?.startsWith('https:') === true) return [passed('tls', 'ends in front of this server, at PUBLIC_URL')];
  const why = 'phones can scan in the page and work offline only behind HTTPS (a proxy in front of this does too)';
  return [warned('tls', `no TLS_CERT_FILE and TLS_KEY_FILE: ${why}`)];
}

export function checkCertificate(certificate: X509Certificate, publicUrl: string | undefined, nowMs: number): Check {
  const { validFromDate, validToDate, subject } = certificate;
  const leftDays = Math.floor((validToDate.getTime() - nowMs) / dayMs);
  const name = subject.replaceAll('\n', ', ');
  if (validFromDate.getTime() > nowMs) {
    return failed('tls', `${name}: not good before ${validFromDate.toISOString()}; check the clock, or use another certificate`);
  }
  if (leftDays < 0) return failed('tls', `${name}: expired at ${validToDate.toISOString()}; renew it; a running server takes the new files within a minute`);
  const host = publicUrl === undefined ? undefined : new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  if (host !== undefined && (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) === undefined) {
    return failed('tls', `${name}: is not for ${host} of PUBLIC_URL, so phones refuse it; use a certificate for that name`);
  }
  return leftDays < 14 ? warned('tls', `${name}: expires in ${leftDays} days; renew it`) : passed('tls', `${name}: good for ${leftDays} days`);
}

export function checkPages(): readonly Check[] {
  const pages = fileURLToPath(new URL('../../../dist/web', import.meta.url));
  const isBuilt = existsSync(pages);
  return [isBuilt ? passed('pages', `built in ${pages}`) : failed('pages', `not built; run "npm run build" (npm start does it by itself)`)];
}
