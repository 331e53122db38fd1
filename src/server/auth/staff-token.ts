import { createHash } from 'node:crypto';

import type { StaffToken, TokenKind } from '../../attendance/staff.ts';
import { base64url } from '../../protocol/base64url.ts';
import { utf8 } from '../../protocol/bytes.ts';

/** A token's secret is base64url of 32 random bytes; SHA-256 of that text's UTF-8 is what the store keeps. */
export function hashOfSecret(secret: string): Uint8Array {
  return createHash('sha256').update(utf8(secret)).digest();
}

export interface NewToken {
  /** Shown once and kept nowhere. */
  readonly secret: string;
  readonly token: StaffToken;
}

export interface TokenWish {
  readonly institutionId: number;
  readonly kind: TokenKind;
  readonly name: string;
  readonly parentTokenId?: string;
  /** Left out for a token that does not expire. */
  readonly expiresAtMs?: number;
}

export interface TokenMint {
  readonly uuid: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
}

const secretLength = 32;

export function newToken(wish: TokenWish, mint: TokenMint, nowMs: number): NewToken {
  const { institutionId, kind, name, parentTokenId = null, expiresAtMs = null } = wish;
  const secret = base64url.encode(mint.randomBytes(secretLength));
  const token: StaffToken = {
    ...{ institutionId, tokenId: mint.uuid(), kind, name, parentTokenId, expiresAtMs },
    hash: hashOfSecret(secret),
    createdAtMs: nowMs,
    revokedAtMs: null,
  };
  return { secret, token };
}

/** A name as the audit trail shows it; undefined where it is empty, too long or holds control characters. */
export function parseStaffName(text: string): string | undefined {
  const name = text.normalize('NFC').trim();
  return name === '' || name.length > 100 || !name.isWellFormed() || /\p{Cc}|\p{Zl}|\p{Zp}/u.test(name) ? undefined : name;
}
