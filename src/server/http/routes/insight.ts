import { arrivalOf, insightOf, type Arrival } from '../../../attendance/insight.ts';
import { drawStudents, spotCheckSize } from '../../../attendance/spot-check.ts';
import { hex, parseHex } from '../../../protocol/bytes.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { standingOfGrade } from '../../../protocol/words.ts';
import type { Context } from '../../context.ts';
import { everyRecord } from '../every-record.ts';
import type { Handlers } from '../handlers.ts';
import { sessionViewOf } from '../present.ts';
import { headcountViewOf, insightViewOf } from '../present-insight.ts';

const listedHeadcounts = 50;
const devicesAtOnce = 500;
const seedBytes = 8;

/** Staff look at a session as a whole. Every answer is computed when it is asked for; headcounts alone are kept. */
export function insightRoutes({ institutionId, sessions, store, keys, clock, randomBytes }: Context): Pick<Handlers, 'insight' | 'addHeadcount' | 'spotCheck'> {
  async function firstSeenOf(devices: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const firstSeen = new Map<string, number>();
    for (let from = 0; from < devices.length; from += devicesAtOnce) {
      const some = devices.slice(from, from + devicesAtOnce).map((device) => parseHex(device)!);
      for (const { deviceId, atMs } of await store.insight.firstSeenOf(institutionId, some)) firstSeen.set(hex(deviceId), atMs);
    }
    return firstSeen;
  }

  return {
    insight: async ({ sessionId }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const arrivals: Arrival[] = [];
      let byHand = 0;
      for await (const page of everyRecord(store.records, institutionId, sessionId)) {
        const arrived = page.map(arrivalOf).filter((arrival) => arrival !== null);
        byHand += page.length - arrived.length;
        arrivals.push(...arrived);
      }
      const devices = new Set(arrivals.flatMap(({ device }) => device ?? []));
      const insight = insightOf(session, arrivals, byHand, await firstSeenOf([...devices]));
      const counts = await store.sessions.countsOf(institutionId, sessionId);
      const headcounts = await store.insight.listHeadcounts(institutionId, sessionId, listedHeadcounts);
      return ok({ session: sessionViewOf(session, clock()), counts, ...insightViewOf(insight), headcounts: headcounts.map(headcountViewOf) });
    },

    addHeadcount: async ({ sessionId, body, staff }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const note = body.note?.trim() ?? '';
      if (!note.isWellFormed()) return fail(refusal('malformed', 'note'));
      const { counted: recorded } = await store.sessions.countsOf(institutionId, sessionId);
      const headcount = { institutionId, sessionId, counted: body.counted, recorded, note: note === '' ? null : note, staffName: staff.name, atMs: clock() };
      await store.insight.addHeadcount(headcount);
      return ok(headcountViewOf(headcount));
    },

    spotCheck: async ({ sessionId, query }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const { share = 0.1, chance: wished = 0.95, seed = hex(randomBytes(seedBytes)) } = query;
      const counted: string[] = [];
      for await (const page of everyRecord(store.records, institutionId, sessionId)) {
        const there = page.filter(({ record }) => standingOfGrade[record.grade] === 'counted' && (record.status === 'present' || record.status === 'late'));
        counted.push(...there.map(({ record }) => record.studentId));
      }
      const size = spotCheckSize(counted.length, share, wished);
      return ok({ counted: counted.length, share, ...size, seed, students: [...drawStudents(counted, size.check, seed, keys.crypto)] });
    },
  };
}
