import type { RefusalCode } from '../../protocol/codes.ts';

/** What a refusal says to a student. `next` is the one thing to do about it. */
export interface RefusalWords {
  readonly word: string;
  readonly sentence: string;
  readonly next: 'scan_again' | 'tell_staff' | 'reload' | 'wait' | 'sign_in';
}

/** English; the catalogue of a language has its own table of the same keys. */
export const refusalWords: Readonly<Record<RefusalCode, RefusalWords>> = {
  missing_field: words('Not recorded', 'This app sent something incomplete. Reload the page and scan again.', 'reload'),
  malformed: words('Not recorded', 'The code could not be read in full. Scan the one on the screen again.', 'scan_again'),
  bad_encoding: words('Not recorded', 'The code was changed on its way here. Scan it from the screen itself.', 'scan_again'),
  unsupported_version: words('Not recorded', 'This page is older than the code. Reload it, then scan again.', 'reload'),
  auth_required: words('Waiting', 'The server asks for a sign-in first. Your scan is kept.', 'sign_in'),
  invalid_signature: words('Not recorded', 'This code was not made by this university’s server. Scan the one on the screen in the hall.', 'scan_again'),
  invalid_token: words('Waiting', 'The sign-in is no longer good. Your scan is kept.', 'sign_in'),
  foreign_origin: words('Not recorded', 'This was sent from a page of another site. Open the page by scanning the code in the hall.', 'scan_again'),
  session_key_retired: words('Not recorded', 'This class is too long ago for a scan to be checked. Ask staff to set your record.', 'tell_staff'),
  unknown_session: words('Not recorded', 'The server does not know this class. Are you at the right university page?', 'tell_staff'),
  unknown_entry: words('Not recorded', 'The server does not know this scan. Tell your professor.', 'tell_staff'),
  unknown_device: words('Not recorded', 'The server does not know this phone. Tell your professor.', 'tell_staff'),
  unknown_record: words('Not recorded', 'The server has no record of this. Tell your professor.', 'tell_staff'),
  changed_meanwhile: words('Not recorded', 'Somebody changed this at the same time. Tell your professor.', 'tell_staff'),
  device_revoked: words(
    'Not recorded',
    'Staff had switched this phone’s key off, so it has a new one now. Scan again if you are in the hall; else ask staff: they see this scan and can count it.',
    'scan_again',
  ),
  not_found: words('Waiting', 'The server did not answer at its address. Your scan is kept.', 'wait'),
  duplicate_submission: words('Already recorded', 'You are on the list of this class already.', 'wait'),
  too_large: words('Not recorded', 'What was scanned is too long for an attendance code. Scan the one on the screen.', 'scan_again'),
  unsupported_media_type: words('Not recorded', 'This app sent something that the server does not take. Reload the page and scan again.', 'reload'),
  code_expired: words('Not recorded', 'This code is no longer on the screen. Scan the one that is there now.', 'scan_again'),
  code_early: words('Not recorded', 'This code has not been shown yet. Scan the one that is on the screen now.', 'scan_again'),
  unknown_code: words('Not recorded', 'No open class shows this code. Check each letter with the screen.', 'scan_again'),
  typed_code_off: words('Not recorded', 'Typed codes are switched off for this class. Scan the code, or ask your professor to add you.', 'scan_again'),
  session_not_open: words('Not recorded', 'This class is not open for attendance. If you are in the hall, tell your professor.', 'tell_staff'),
  rate_limited: words('Waiting', 'Too many wrong codes were typed. Yours is kept and sent again; or scan the code on the screen.', 'wait'),
  internal_error: words('Waiting', 'The server made a mistake and noted it. Your scan is kept and sent again.', 'wait'),
  storage_unavailable: words('Waiting', 'The server cannot store anything at the moment. Your scan is kept and sent again.', 'wait'),
};

function words(word: string, sentence: string, next: RefusalWords['next']): RefusalWords {
  return { word, sentence, next };
}
