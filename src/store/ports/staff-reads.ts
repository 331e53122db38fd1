import type { Kysely } from 'kysely';
import type { StaffStore } from '../../attendance/staff.ts';
import { tokenOfRow } from '../rows/token-row.ts';
import type { Tables } from '../tables.ts';

export function staffReadsOn(db: Kysely<Tables>): Pick<StaffStore, 'findToken' | 'listTokens' | 'hasStaff'> {
  return {
    async findToken(hash) {
      const row = await db.selectFrom('staff_token').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row === undefined ? undefined : tokenOfRow(row);
    },

    async listTokens(institutionId) {
      const rows = await db
        .selectFrom('staff_token')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('kind', '!=', 'setup')
        .orderBy('created_at_ms', 'desc')
        .orderBy('token_id')
        .execute();
      return rows.map(tokenOfRow);
    },

    async hasStaff(institutionId) {
      const row = await db
        .selectFrom('staff_token')
        .select('token_id')
        .where('institution_id', '=', institutionId)
        .where('kind', '!=', 'setup')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
