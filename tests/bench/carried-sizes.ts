import { sealForCarrying } from '../../src/client/offline/seal-for-carrying.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { hex } from '../../src/protocol/bytes.ts';
import { claimBytes } from '../../src/protocol/claim.ts';
import { encodeEntry } from '../../src/protocol/encode-entry.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import { sealedUrl } from '../../src/protocol/sealed-entry.ts';
import { tokenHeader, tokenText } from '../../src/protocol/token.ts';
import { carryKey } from '../../src/server/carry-key.ts';
import { drawQr, quietModules } from '../../src/web/ui/qr-picture.ts';
import { makeDevice, sha256 } from '../support/crypto.ts';
import { urlModules, type Drawn } from './carriers.ts';

/** How large the QR of a carried entry is, by what the entry holds. */

export interface CarriedSize {
  readonly holds: string;
  readonly entryBytes: number;
  readonly letters: number;
  readonly version: number;
  readonly modules: number;
}

const tag = new Uint8Array(8).fill(0xab);
const codeOf = (epoch: number) => tokenText(tokenHeader(tag, epoch, 0), sha256(new Uint8Array([epoch])));
const jsonCode = `${'A'.repeat(220)}.${'0'.repeat(64)}`;

const kinds: readonly (readonly [holds: string, changes: Partial<Entry>])[] = [
  ['one code', {}],
  ['two codes', { codes: [codeOf(12), codeOf(14)] }],
  ['two codes and a claim', { codes: [codeOf(12), codeOf(14)], token: base64url.encode(new Uint8Array(claimBytes)) }],
  ['a typed code', { codes: ['K7QF3M2X'], session: null }],
  ['the JSON carrier', { codes: [jsonCode], session: '69d20aee-9f5e-415b-a272-4afed0eb0a34' }],
];

/** The QR of an entry with two codes, as the phone draws it. */
export async function carriedSample(host: string): Promise<Drawn> {
  const { url } = await sealOf(kinds[1]![1], host);
  return { text: url.join(''), matrix: urlModules(url.join(''), 'L') };
}

export async function carriedSizes(host: string): Promise<readonly CarriedSize[]> {
  const sizes: CarriedSize[] = [];
  for (const [holds, changes] of kinds) {
    const { url, entryBytes } = await sealOf(changes, host);
    const modules = drawQr('L', url).side - 2 * quietModules;
    sizes.push({ holds, entryBytes, letters: url.join('').length, version: (modules - 17) / 4, modules });
  }
  return sizes;
}

async function sealOf(changes: Partial<Entry>, host: string) {
  const { publicKey, deviceId, seal } = makeDevice();
  const toServer = base64url.decode(carryKey(new Uint8Array(32)).published.public_key)!;
  const bytes = encodeEntry({
    ...{ student: '2022IMT-048', session: hex(tag), device: deviceId, seq: 12, prev: deviceId },
    ...{ codes: [codeOf(12)], wall: 1_772_442_061_000, mono: 12_345_678, nonce: base64url.encode(new Uint8Array(16)) },
    ...changes,
  });
  const kept = { bytes, signature: base64url.encode(seal(bytes)), deviceKey: base64url.encode(publicKey) };
  const sealed = (await sealForCarrying(kept, toServer, globalThis.crypto.subtle))!;
  return { url: sealedUrl(`https://${host}`, sealed), entryBytes: bytes.length };
}
