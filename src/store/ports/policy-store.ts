import type { Kysely } from 'kysely';
import type { PolicyStore } from '../../attendance/policy.ts';
import { takePlaces } from '../change-order.ts';
import { parsePolicy, textOfPolicy } from '../rows/lists.ts';
import type { Tables } from '../tables.ts';

export function policyReadsOn(db: Kysely<Tables>): Pick<PolicyStore, 'findPolicy'> {
  return {
    async findPolicy(institutionId, course) {
      const text = await readPolicy(db, institutionId, course);
      return text === undefined ? undefined : parsePolicy(text);
    },
  };
}

export function policyWritesOn(db: Kysely<Tables>): Pick<PolicyStore, 'setPolicy'> {
  return {
    setPolicy: ({ institutionId, course, policy, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        const seq = await takePlaces(tx, institutionId, 1);
        const before = (await readPolicy(tx, institutionId, course)) ?? null;
        const after = textOfPolicy(policy);
        const who = { staff_name: staffName, at_ms: atMs };
        await tx
          .insertInto('course_policy')
          .values({ institution_id: institutionId, course, policy: after, ...who })
          .onConflict((conflict) => conflict.columns(['institution_id', 'course']).doUpdateSet({ policy: after, ...who }))
          .execute();
        await tx.insertInto('course_policy_change').values({ institution_id: institutionId, course, seq, before, after, ...who }).execute();
      }),
  };
}

async function readPolicy(db: Kysely<Tables>, institutionId: number, course: string): Promise<string | undefined> {
  const row = await db.selectFrom('course_policy').select('policy').where('institution_id', '=', institutionId).where('course', '=', course).executeTakeFirst();
  return row?.policy;
}
