import * as carry from './carry-schemas.ts';
import * as desk from './desk-schemas.ts';
import * as devices from './device-schemas.ts';
import * as displays from './display-schemas.ts';
import { bodyRefusals, ofSession, staffRefusals, type Endpoint } from './endpoint.ts';
import type { EndpointName } from './paths.ts';
import * as policies from './policy-schemas.ts';
import * as schemas from './schemas.ts';

/** Evidence that comes by other ways, the desk where it is judged, and what is known of devices and displays. */
export const evidenceEndpoints = {
  carry: {
    summary: "Bring a classmate's sealed entry to the server",
    who: 'anyone',
    body: carry.carryBody,
    reply: [200, carry.carryReply],
    refusals: [...bodyRefusals, 'bad_encoding', 'unsupported_version', 'storage_unavailable'],
  },
  carryKey: { summary: 'The public key that entries are sealed to, so that a carrier cannot read them', who: 'anyone', reply: [200, carry.carryKeyView], refusals: [] },
  entryState: {
    summary: 'What became of an entry, for whoever knows its entry_id',
    who: 'anyone',
    body: desk.entryStateBody,
    reply: [200, desk.entryStateReply],
    refusals: [...bodyRefusals, 'unknown_entry', 'storage_unavailable'],
  },
  scanCarried: {
    summary: "Staff scan a sealed entry off a student's screen",
    who: 'staff',
    params: ofSession,
    body: carry.carryBody,
    reply: [200, carry.scanCarriedReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'bad_encoding', 'unsupported_version', 'unknown_session'],
  },
  desk: {
    summary: 'All that did not simply count in a session, with the evidence and what was decided',
    who: 'staff',
    params: ofSession,
    reply: [200, desk.deskReply],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  decide: {
    summary: 'Accept, reject or ask, with a reason',
    who: 'staff',
    params: ofSession,
    body: desk.decideBody,
    reply: [200, desk.decisionReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'unknown_record', 'changed_meanwhile'],
  },
  undoDecision: {
    summary: "Take the newest decision about a student back: what stood before stands again",
    who: 'staff',
    params: ofSession,
    body: desk.undoDecisionBody,
    reply: [200, desk.decisionReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'unknown_record', 'changed_meanwhile'],
  },
  history: {
    summary: 'Who changed what in a session, and why',
    who: 'staff',
    params: ofSession,
    query: desk.historyQuery,
    reply: [200, desk.historyReply],
    refusals: [...staffRefusals, 'malformed', 'unknown_session'],
  },
  roster: {
    summary: 'Everybody who was recorded in this course before, with what they are in this session',
    who: 'staff',
    params: ofSession,
    reply: [200, desk.rosterReply],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  startCheck: {
    summary: 'Ask for a second code: who scans again while it lasts was there then too',
    who: 'staff',
    params: ofSession,
    body: desk.startCheckBody,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'session_not_open'],
  },
  endCheck: {
    summary: 'End the check that runs; without one nothing happens',
    who: 'staff',
    params: ofSession,
    reply: [200, schemas.sessionView],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  displays: {
    summary: 'The displays of a session and what they show',
    who: 'staff',
    params: ofSession,
    reply: [200, displays.displaysReply],
    refusals: [...staffRefusals, 'unknown_session'],
  },
  reportDisplay: {
    summary: 'A display says which epochs it showed, and learns what it is asked to do',
    who: 'staff',
    params: displays.displayParams,
    body: displays.displayReportBody,
    reply: [200, displays.displayOrder],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session'],
  },
  hideDisplay: {
    summary: 'Hide the code on one display, or show it again',
    who: 'staff',
    params: displays.displayParams,
    body: displays.hideDisplayBody,
    reply: [200, displays.displaysReply],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_session', 'not_found'],
  },
  devices: {
    summary: 'The devices of a student, or those that wait for staff',
    who: 'staff',
    query: devices.devicesQuery,
    reply: [200, devices.devicesReply],
    refusals: [...staffRefusals, 'malformed'],
  },
  approveDevice: {
    summary: 'Let a waiting, replaced or revoked device count from now on and for what it sent while it waited',
    who: 'staff',
    params: devices.deviceParams,
    reply: [200, devices.deviceView],
    refusals: [...staffRefusals, 'unknown_device'],
  },
  revokeDevice: {
    summary: 'Take nothing from this device any more; what it recorded before stays',
    who: 'staff',
    params: devices.deviceParams,
    reply: [200, devices.deviceView],
    refusals: [...staffRefusals, 'unknown_device'],
  },
  bindDevice: {
    summary: 'Bind a device to another student',
    who: 'staff',
    params: devices.deviceParams,
    body: devices.bindDeviceBody,
    reply: [200, devices.deviceView],
    refusals: [...staffRefusals, ...bodyRefusals, 'unknown_device'],
  },
  coursePolicy: {
    summary: 'What a course asks of evidence',
    who: 'staff',
    query: policies.coursePolicyQuery,
    reply: [200, policies.coursePolicyView],
    refusals: [...staffRefusals, 'malformed'],
  },
  setCoursePolicy: {
    summary: 'Change what a course asks of evidence, for sessions that are created from now on',
    who: 'staff',
    body: policies.coursePolicyBody,
    reply: [200, policies.coursePolicyView],
    refusals: [...staffRefusals, ...bodyRefusals],
  },
} as const satisfies Partial<Record<EndpointName, Endpoint>>;
