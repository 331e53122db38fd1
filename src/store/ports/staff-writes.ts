import type { Kysely } from 'kysely';
import { isUsable, type StaffStore } from '../../attendance/staff.ts';
import { rowOfToken, tokenOfRow } from '../rows/token-row.ts';
import type { Tables } from '../tables.ts';

type StaffWrites = Pick<StaffStore, 'insertToken' | 'revokeToken' | 'exchangeSetup' | 'revokeSetups'>;

export function staffWritesOn(db: Kysely<Tables>): StaffWrites {
  return {
    /** A token whose parent was revoked in the meantime is born revoked: nobody stays signed in by being quick. */
    insertToken: (token) =>
      db.transaction().execute(async (tx) => {
        const parent = await tx
          .selectFrom('staff_token')
          .select('revoked_at_ms')
          .where('institution_id', '=', token.institutionId)
          .where('token_id', '=', token.parentTokenId ?? '')
          .executeTakeFirst();
        const revokedAtMs = token.revokedAtMs ?? parent?.revoked_at_ms ?? null;
        await tx.insertInto('staff_token').values(rowOfToken({ ...token, revokedAtMs })).execute();
      }),

    revokeToken: (institutionId, tokenId, atMs) =>
      db.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('staff_token')
          .selectAll()
          .where('institution_id', '=', institutionId)
          .where('token_id', '=', tokenId)
          .executeTakeFirst();
        if (row === undefined) return false;
        await tx
          .withRecursive('tree', (db) =>
            db
              .selectFrom('staff_token')
              .select('token_id')
              .where('institution_id', '=', institutionId)
              .where('token_id', '=', tokenId)
              .union(
                db
                  .selectFrom('staff_token as child')
                  .innerJoin('tree', 'tree.token_id', 'child.parent_token_id')
                  .select('child.token_id')
                  .where('child.institution_id', '=', institutionId),
              ),
          )
          .updateTable('staff_token')
          .set({ revoked_at_ms: atMs })
          .where('institution_id', '=', institutionId)
          .where('revoked_at_ms', 'is', null)
          .where('token_id', 'in', (eb) => eb.selectFrom('tree').select('token_id'))
          .execute();
        return isUsable(tokenOfRow(row), atMs);
      }),

    exchangeSetup: (setupHash, browser, atMs) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('staff_token')
          .set({ revoked_at_ms: atMs })
          .where('hash', '=', setupHash)
          .where('kind', '=', 'setup')
          .where('revoked_at_ms', 'is', null)
          .where((eb) => eb.or([eb('expires_at_ms', 'is', null), eb('expires_at_ms', '>', atMs)]))
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await tx.insertInto('staff_token').values(rowOfToken(browser)).execute();
        return true;
      }),

    async revokeSetups(institutionId, atMs) {
      await db
        .updateTable('staff_token')
        .set({ revoked_at_ms: atMs })
        .where('institution_id', '=', institutionId)
        .where('kind', '=', 'setup')
        .where('revoked_at_ms', 'is', null)
        .execute();
    },
  };
}
