import type { Context } from '../context.ts';
import type { Handlers } from './handlers.ts';
import { attendanceRoutes } from './routes/attendance.ts';
import { carryRoutes } from './routes/carry.ts';
import { claimRoutes } from './routes/claim.ts';
import { authRoutes } from './routes/auth.ts';
import { checkRoutes } from './routes/checks.ts';
import { deskRoutes } from './routes/desk.ts';
import { deviceRoutes } from './routes/devices.ts';
import { displayRoutes } from './routes/display.ts';
import { displaysRoutes } from './routes/displays.ts';
import { entryStateRoutes } from './routes/entry-state.ts';
import { exportRoutes } from './routes/export.ts';
import { healthRoutes } from './routes/health.ts';
import { insightRoutes } from './routes/insight.ts';
import { liveRoutes } from './routes/live.ts';
import { marksRoutes } from './routes/marks.ts';
import { policyRoutes } from './routes/policy.ts';
import { qrRoutes } from './routes/qr.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { recordRoutes } from './routes/records.ts';
import { rosterRoutes } from './routes/roster.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { submitRoutes } from './routes/submit.ts';

/** Every route, by topic. */
export function allHandlers(context: Context): Handlers {
  return {
    ...healthRoutes(context),
    ...authRoutes(context),
    ...sessionRoutes(context),
    ...qrRoutes(context),
    ...displayRoutes(context),
    ...submitRoutes(context),
    ...claimRoutes(context),
    ...carryRoutes(context),
    ...receiptRoutes(context),
    ...attendanceRoutes(context),
    ...exportRoutes(context),
    ...recordRoutes(context),
    ...marksRoutes(context),
    ...insightRoutes(context),
    ...deskRoutes(context),
    ...rosterRoutes(context),
    ...checkRoutes(context),
    ...displaysRoutes(context),
    ...deviceRoutes(context),
    ...policyRoutes(context),
    ...entryStateRoutes(context),
    ...liveRoutes(context),
  };
}
