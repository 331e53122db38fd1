import type { StaffToken } from '../../attendance/staff.ts';
import type { StaffTokenRow } from '../tables.ts';

export function tokenOfRow(row: StaffTokenRow): StaffToken {
  return {
    institutionId: row.institution_id,
    tokenId: row.token_id,
    kind: row.kind,
    name: row.name,
    parentTokenId: row.parent_token_id,
    hash: row.hash,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
  };
}

export function rowOfToken(token: StaffToken): StaffTokenRow {
  return {
    institution_id: token.institutionId,
    token_id: token.tokenId,
    kind: token.kind,
    name: token.name,
    parent_token_id: token.parentTokenId,
    hash: token.hash,
    created_at_ms: token.createdAtMs,
    expires_at_ms: token.expiresAtMs,
    revoked_at_ms: token.revokedAtMs,
  };
}
