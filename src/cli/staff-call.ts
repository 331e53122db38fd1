import type { RequestOf } from '../client/api.ts';
import type { ReplyOf } from '../protocol/endpoints.ts';
import type { EndpointName } from '../protocol/paths.ts';
import { ok, type Result } from '../protocol/result.ts';
import type { Complaint } from './exit-code.ts';
import { orComplain, staffAccess, type StaffOptions } from './server-options.ts';
import { printJson, printLine, type Terminal } from './terminal.ts';

export type JsonOptions = StaffOptions & { readonly json?: true };

/** One call as staff; its reply is printed as JSON or in words. */
export async function callAsStaff<Name extends EndpointName>(
  name: Name,
  request: RequestOf<Name>,
  options: JsonOptions,
  terminal: Terminal,
  inWords: (reply: ReplyOf<Name>) => string,
): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const reply = await orComplain(access.value.api.call(name, request), access.value.baseUrl);
  if (!reply.ok) return reply;
  if (options.json) printJson(terminal, reply.value);
  else printLine(terminal.stdout, inWords(reply.value));
  return ok(undefined);
}
