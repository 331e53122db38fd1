/**
 * Who may act as staff. A staff member is whoever holds a secret of 256 random bits; only its SHA-256 is stored, so a stolen
 * database signs nobody in.
 */
export interface StaffToken {
  readonly institutionId: number;
  readonly tokenId: string;
  readonly kind: TokenKind;
  /** Whom the token stands for, as it appears in the audit trail. */
  readonly name: string;
  /** The token that signed this browser in; revoking the parent revokes the child. */
  readonly parentTokenId: string | null;
  /** SHA-256 of the secret. */
  readonly hash: Uint8Array;
  readonly createdAtMs: number;
  /** Null for one that does not expire. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** `api`: made in the terminal, for programs and for signing browsers in. `browser`: the cookie's. `setup`: the one-time link's. */
export type TokenKind = 'api' | 'browser' | 'setup';

export interface StaffStore {
  insertToken(token: StaffToken): Promise<void>;
  /** Whatever its state; `isUsable` judges it. */
  findToken(hash: Uint8Array): Promise<StaffToken | undefined>;
  /** Newest first, without the set-up links. */
  listTokens(institutionId: number): Promise<readonly StaffToken[]>;
  /** Revokes the token and every token that it signed in. False where there is none of this id that is still good. */
  revokeToken(institutionId: number, tokenId: string, atMs: number): Promise<boolean>;
  /** Revokes the usable set-up token of this hash and inserts the browser's, both or neither. False where it is not usable (any more). */
  exchangeSetup(setupHash: Uint8Array, browser: StaffToken, atMs: number): Promise<boolean>;
  /** Whether anybody was ever made staff: a token that is no set-up link exists, revoked or not. */
  hasStaff(institutionId: number): Promise<boolean>;
  /** Revokes every set-up link that is still good, so that a new start prints the only one. */
  revokeSetups(institutionId: number, atMs: number): Promise<void>;
}

export function isUsable(token: StaffToken, nowMs: number): boolean {
  return token.revokedAtMs === null && (token.expiresAtMs === null || nowMs < token.expiresAtMs);
}
