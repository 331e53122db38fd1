import { readFileSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { api, type Api, type ApiFailure } from '../client/api.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { complaint, exitCode, type Complaint } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** How a command reaches a server as staff. */
export interface StaffOptions {
  readonly server: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

export interface StaffAccess {
  readonly baseUrl: string;
  readonly bearer: string;
  readonly api: Api;
}

export function addServerOption(command: Command): Command {
  return command.addOption(new Option('--server <url>', 'address of the attendance server').env('ATTEND_SERVER').default('http://localhost:5000'));
}

export function addStaffOptions(command: Command): Command {
  return addServerOption(command)
    .addOption(new Option('--token <token>', 'staff token, as "attend token create" prints it').env('ATTEND_TOKEN'))
    .addOption(new Option('--token-file <file>', 'file that holds the staff token').env('ATTEND_TOKEN_FILE'))
    .hook('preAction', preferWhatIsTyped);
}

/** A file that the command line names stands before a token of the environment. */
function preferWhatIsTyped(command: Command): void {
  if (command.getOptionValueSource('tokenFile') === 'cli' && command.getOptionValueSource('token') === 'env') command.setOptionValue('token', undefined);
}

export function staffAccess(options: StaffOptions, { fetch }: Terminal): Result<StaffAccess, Complaint> {
  const baseUrl = parseServerUrl(options.server);
  if (!baseUrl.ok) return baseUrl;
  const bearer = readToken(options);
  if (!bearer.ok) return bearer;
  return ok({ baseUrl: baseUrl.value, bearer: bearer.value, api: api({ fetch, baseUrl: baseUrl.value, bearer: bearer.value }) });
}

export function parseServerUrl(text: string): Result<string, Complaint> {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return ok(url.origin + url.pathname.replace(/\/+$/, ''));
  return fail(complaint(exitCode.usage, `"${text}" is no server address. Give one like --server http://localhost:5000.`));
}

function readToken({ token, tokenFile }: StaffOptions): Result<string, Complaint> {
  const given = token || (tokenFile === undefined ? undefined : readTokenFile(tokenFile));
  if (typeof given === 'object') return fail(given);
  const trimmed = given?.trim();
  if (trimmed !== undefined && /^[\x21-\x7e]{1,200}$/.test(trimmed)) return ok(trimmed);
  const how = 'Make one on the server with "attend token create --name NAME" and give it with --token, --token-file or ATTEND_TOKEN.';
  return fail(complaint(exitCode.signInNeeded, `${trimmed === undefined || trimmed === '' ? 'a staff token is needed' : 'this is no staff token'}. ${how}`));
}

function readTokenFile(file: string): string | Complaint {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return complaint(exitCode.usage, `the token file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Name a file that holds what "attend token create" printed.`);
  }
}

/** What the server's refusal means for somebody at a terminal. */
export function complaintOf(failure: ApiFailure, server: string): Complaint {
  if (failure.kind === 'unreachable') {
    const problem = inOneLine(failure.problem);
    return complaint(exitCode.unreachable, `no attendance server answers at ${server} (${problem}). ${whatToDoAbout(problem)}`);
  }
  if (failure.status === 401) return complaint(exitCode.signInNeeded, `the server refused the token: ${failure.reason} (${failure.code}).`);
  const request = failure.requestId === '' ? '' : `, request ${failure.requestId}`;
  const hint = hints[failure.code];
  return complaint(exitCode.failed, `the server refused: ${failure.reason} (${failure.code})${request}.${hint === undefined ? '' : ` ${hint}`}`);
}

/** OpenSSL names its own functions and files around the reason. */
function inOneLine(problem: string): string {
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(problem)?.[1];
  return reason === undefined ? problem : `TLS: ${reason}`;
}

function whatToDoAbout(problem: string): string {
  if (problem.startsWith('TLS: ')) return 'It may speak no HTTPS there: give its address with --server, as http:// or as its proxy is called.';
  if (/certificate/.test(problem)) return 'Give the address that the certificate is for with --server; a certificate of your own authority is trusted where NODE_EXTRA_CA_CERTS names its file.';
  return 'Start one with "attend serve", or give its address with --server.';
}

/** Where somebody at a terminal finds what the server did not know. */
const hints: Readonly<Record<string, string>> = {
  unknown_session: '"attend session list" has the ids.',
  unknown_device: '"attend device list" has the ids.',
  malformed: 'Add --help to see what it takes.',
};

/** The value of a call, or its complaint. */
export async function orComplain<Value>(reply: Promise<Result<Value, ApiFailure>>, server: string): Promise<Result<Value, Complaint>> {
  const result = await reply;
  return result.ok ? result : fail(complaintOf(result.failure, server));
}
