import { claimPath } from './claim-path.ts';
import { submitPath } from './submit-path.ts';

/** Method and path of every endpoint: all that a caller needs at run time. `endpoints.ts` says the rest of each. */
export const paths = {
  healthz: ['GET', '/healthz'],
  readyz: ['GET', '/readyz'],
  metrics: ['GET', '/metrics'],
  openapi: ['GET', '/openapi.json'],
  createSession: ['POST', '/create_session'],
  submitAttendance: submitPath,
  claim: claimPath,
  carry: ['POST', '/carry'],
  carryKey: ['GET', '/carry_key'],
  entryState: ['POST', '/entry_state'],
  signReceipt: ['POST', '/receipt'],
  receiptKey: ['GET', '/receipt_key'],
  attendance: ['GET', '/attendance/:session_id'],
  qrPng: ['GET', '/qr/:session_id.png'],
  qrSvg: ['GET', '/qr/:session_id.svg'],
  qrJson: ['GET', '/qr/:session_id.json'],
  listSessions: ['GET', '/sessions'],
  showSession: ['GET', '/sessions/:session_id'],
  closeSession: ['POST', '/sessions/:session_id/close'],
  extendSession: ['POST', '/sessions/:session_id/extend'],
  reopenSession: ['POST', '/sessions/:session_id/reopen'],
  switchTyped: ['POST', '/sessions/:session_id/typed'],
  display: ['GET', '/sessions/:session_id/display'],
  live: ['GET', '/sessions/:session_id/live'],
  markStudent: ['POST', '/sessions/:session_id/records'],
  markStudents: ['POST', '/sessions/:session_id/marks'],
  undoMarks: ['POST', '/sessions/:session_id/undo_marks'],
  scanCarried: ['POST', '/sessions/:session_id/carried'],
  desk: ['GET', '/sessions/:session_id/desk'],
  decide: ['POST', '/sessions/:session_id/decisions'],
  undoDecision: ['POST', '/sessions/:session_id/undo_decision'],
  history: ['GET', '/sessions/:session_id/history'],
  roster: ['GET', '/sessions/:session_id/roster'],
  startCheck: ['POST', '/sessions/:session_id/checks'],
  endCheck: ['POST', '/sessions/:session_id/checks/end'],
  displays: ['GET', '/sessions/:session_id/displays'],
  reportDisplay: ['POST', '/sessions/:session_id/displays/:display_id'],
  hideDisplay: ['POST', '/sessions/:session_id/displays/:display_id/hide'],
  devices: ['GET', '/devices'],
  approveDevice: ['POST', '/devices/:device_id/approve'],
  revokeDevice: ['POST', '/devices/:device_id/revoke'],
  bindDevice: ['POST', '/devices/:device_id/bind'],
  coursePolicy: ['GET', '/course_policy'],
  setCoursePolicy: ['POST', '/course_policy'],
  insight: ['GET', '/sessions/:session_id/insight'],
  addHeadcount: ['POST', '/sessions/:session_id/headcount'],
  spotCheck: ['GET', '/sessions/:session_id/spot_check'],
  exportCsv: ['GET', '/sessions/:session_id/export.csv'],
  setUp: ['POST', '/auth/setup'],
  signIn: ['POST', '/auth/sign_in'],
  signOut: ['POST', '/auth/sign_out'],
  whoAmI: ['GET', '/auth/me'],
} as const satisfies Record<string, readonly ['GET' | 'POST', string]>;

export type EndpointName = keyof typeof paths;

/** The path with its parameters filled in. */
export function pathOf(name: EndpointName, params: Readonly<Record<string, string>> = {}): string {
  return paths[name][1].replace(/:([a-z_]+)/g, (_, param: string) => encodeURIComponent(params[param] ?? ''));
}
