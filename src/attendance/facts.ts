import { epochAt, epochStartMs } from '../protocol/code-window.ts';
import { hex } from '../protocol/bytes.ts';
import { standingOfGrade, type Standing } from '../protocol/words.ts';
import type { ChainFact } from './chain.ts';
import { deviceStateAt, type Device } from './devices.ts';
import { isShown, type ShownEpochs } from './displays.ts';
import { judge, plainFacts, rhythmOf, type Facts, type Judgement, type Scan } from './evidence.ts';
import type { Evidence } from './record.ts';
import { checkAt, type Session } from './session.ts';

/** What judging needs of a submission that is stored. */
export type Piece = Pick<
  Evidence,
  | ('sessionId' | 'studentId' | 'studentKey' | 'entryId' | 'deviceId' | 'chain' | 'isGuest')
  | ('carrier' | 'epoch' | 'secondEpoch' | 'queued' | 'receivedAtMs' | 'claimedAtMs' | 'way')
>;

/** Everything stored that speaks about one submission. */
export interface Surroundings {
  /** What the links of its device say; undefined where it is not sealed, or not linked any more. */
  readonly chain: ChainFact | undefined;
  /** Its device, bound; undefined where it is not sealed, or where only guests ever used the device. */
  readonly device: Device | undefined;
  /** `weighedDevices` of those that are bound to the same student as this one. */
  readonly devicesOfOwner: readonly Device[];
  /** Keys of the guests of this device whom the policy lets count in this session. */
  readonly guests: ReadonlySet<string>;
  readonly shown: ShownEpochs;
}

export function scanOf(piece: Piece, session: Session): Scan {
  const { carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, deviceId, way } = piece;
  return { session, carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, isDeviceSigned: deviceId !== null, way };
}

export function factsOf(piece: Piece, session: Session, { chain, device, devicesOfOwner, guests, shown }: Surroundings): Facts {
  return {
    notAfterMs: chain?.notAfterMs ?? piece.receivedAtMs,
    chain: chain?.chain ?? (piece.deviceId === null ? 'holds' : 'fork'),
    device: piece.deviceId === null ? 'own' : deviceFact(piece, session, device, devicesOfOwner, guests),
    shown: shownFact(piece, session, shown),
  };
}

/** Keys of one student that are weighed against each other. Without a bound, each key that is made up for a number makes the next one cost more. */
export const maxWeighedDevices = 64;

/** The first ones of a student, and those that staff let count; any further one waits for staff. */
export function weighedDevices(devices: readonly Device[]): readonly Device[] {
  if (devices.length <= maxWeighedDevices) return devices;
  const inOrder = devices.toSorted((left, right) => left.firstSeenAtMs - right.firstSeenAtMs || (hex(left.deviceId) < hex(right.deviceId) ? -1 : 1));
  return inOrder.filter(({ approvedAtMs }, index) => index < maxWeighedDevices || approvedAtMs !== null);
}

/**
 * Whose the device was. What was recorded before a device was revoked stays as it was. A guest counts on a device that counts for
 * its own student: a key that was made for guests alone, or one that waits itself, vouches for nobody.
 */
export function deviceFact(
  piece: Piece,
  session: Session,
  device: Device | undefined,
  devicesOfOwner: readonly Device[],
  guests: ReadonlySet<string>,
): Facts['device'] {
  const { studentKey, isGuest } = piece;
  const isOwn = device?.studentKey === studentKey;
  if (!isOwn && !(isGuest && guests.has(studentKey))) return 'of_other_student';
  if (device === undefined) return 'waiting';
  const isWeighed = devicesOfOwner.length < maxWeighedDevices || devicesOfOwner.some(({ deviceId }) => hex(deviceId) === hex(device.deviceId));
  if (!isWeighed) return 'waiting';
  const state = deviceStateAt(devicesOfOwner, device, scannedAtMs(piece, session), session.policy.deviceCoolDownHours * 3_600_000);
  if (state === 'waiting' || state === 'replaced') return state;
  return isOwn ? 'own' : 'guest';
}

/** What the displays say of all of its codes: one that was not shown is enough. */
export function shownFact(piece: Pick<Piece, 'carrier' | 'epoch' | 'secondEpoch'>, session: Session, epochs: ShownEpochs): Facts['shown'] {
  if (epochs.known.length === 0 && epochs.shown.length === 0) return 'unknown';
  const { carrier, epoch, secondEpoch } = piece;
  const answers = (secondEpoch === null ? [epoch] : [epoch, secondEpoch]).map((one) => shownOf(carrier, one, session, epochs));
  if (answers.includes('not_shown')) return 'not_shown';
  return answers.includes('unknown') ? 'unknown' : 'shown';
}

/** Displays report in the beat of the session; a typed code stands through several of its epochs. */
function shownOf(carrier: Piece['carrier'], epoch: number, session: Session, epochs: ShownEpochs): Facts['shown'] {
  const typed = rhythmOf(session, carrier);
  if (typed === session || session.rotationSeconds === 0) return isShown(epochs, epoch);
  const first = epochAt(session, epochStartMs(typed, epoch));
  const last = epochAt(session, epochStartMs(typed, epoch + 1) - 1);
  const answers = Array.from({ length: last - first + 1 }, (_, index) => isShown(epochs, first + index));
  if (answers.includes('shown')) return 'shown';
  return answers.includes('unknown') ? 'unknown' : 'not_shown';
}

/** The submission of a device whose student the device is bound to: the first in its chain that is no guest's. */
export function bindingOf<Some extends Pick<Piece, 'chain' | 'isGuest' | 'entryId'>>(pieces: readonly Some[]): Some | undefined {
  return pieces
    .filter(({ isGuest }) => !isGuest)
    .toSorted((left, right) => (left.chain?.seq ?? 0) - (right.chain?.seq ?? 0) || compareIds(left, right))[0];
}

/** The students among the declared guests of one device in one session whom the policy lets count: the earliest scans. `next` more where asked. */
export function countedGuests(pieces: readonly Piece[], owner: string | undefined, session: Session, next = 0): ReadonlySet<string> {
  const guests = pieces
    .filter(({ isGuest, studentKey }) => isGuest && studentKey !== owner)
    .map((piece) => ({ piece, atMs: scannedAtMs(piece, session) }))
    .toSorted((left, right) => left.atMs - right.atMs || compareIds(left.piece, right.piece));
  return new Set([...new Set(guests.map(({ piece }) => piece.studentKey))].slice(0, session.policy.borrowedPhones + next));
}

/** The judged instant of a scan, which nothing else that is stored changes. */
function scannedAtMs(piece: Piece, session: Session): number {
  return judge(scanOf(piece, session), plainFacts(piece)).scannedAtMs;
}

/** A submission and what it is worth with all that is known. */
export interface Judged<Some extends Piece = Piece> {
  readonly piece: Some;
  readonly facts: Facts;
  readonly judgement: Judgement;
}

const rankOf: Readonly<Record<Standing, number>> = { counted: 0, provisional: 1, held: 2 };

/** The submission that a student's record in a session rests on, where staff did not decide. */
export function bestOf<Some extends Judged>(judged: readonly Some[]): Some | undefined {
  return judged.toSorted((left, right) => compareWorth(left, right) || compareIds(left.piece, right.piece))[0];
}

/** Negative where the left betters the right: it counts for more, was scanned before or, of one scan instant, came before. */
export function compareWorth(left: Judged, right: Judged): number {
  const rank = ({ judgement }: Judged) => rankOf[standingOfGrade[judgement.grade]];
  const unsealed = ({ piece }: Judged) => Number(piece.deviceId === null);
  return (
    rank(left) - rank(right) ||
    unsealed(left) - unsealed(right) ||
    left.judgement.scannedAtMs - right.judgement.scannedAtMs ||
    left.piece.receivedAtMs - right.piece.receivedAtMs
  );
}

/** The numbers of the checks that a student's submissions answer; what is held answers none. */
export function answeredChecks(session: Session, judged: readonly Judged[]): readonly number[] {
  if (session.checks.length === 0) return [];
  const numbers = judged.filter(({ judgement }) => standingOfGrade[judgement.grade] !== 'held').map(({ piece }) => checkOf(session, piece));
  return [...new Set(numbers)].filter((number) => number !== null).toSorted((left, right) => left - right);
}

/** The check in whose time the code was shown, or a static one arrived. */
export function checkOf(session: Session, { carrier, epoch, receivedAtMs }: Pick<Piece, 'carrier' | 'epoch' | 'receivedAtMs'>): number | null {
  return checkAt(session, session.rotationSeconds === 0 ? receivedAtMs : epochStartMs(rhythmOf(session, carrier), epoch));
}

function compareIds(left: { readonly entryId: Uint8Array }, right: { readonly entryId: Uint8Array }): number {
  const [one, other] = [hex(left.entryId), hex(right.entryId)];
  return one < other ? -1 : Number(one > other);
}
