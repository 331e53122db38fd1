import { existsSync } from 'node:fs';

import { defaultInstitution } from '../../attendance/institution.ts';
import { isUsable, type StaffToken } from '../../attendance/staff.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { newToken, parseStaffName } from '../../server/auth/staff-token.ts';
import type { Store } from '../../store/open.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStoreOptions, withStore, type StorePlace } from '../data-dir-option.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { printable, textTable } from '../text-table.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface CreateOptions extends StorePlace {
  readonly name: string;
  readonly days?: string;
  readonly json?: true;
}

/** These work on the data directory itself, beside a running server: whoever can write there is staff. */
export const addTokenCommands: AddCommands = (program, terminal, end) => {
  const tokens = program.command('token').description('staff tokens: make, list, revoke (works on the data directory, also while a server runs)');
  addStoreOptions(tokens.command('create').description('make a staff token and print it alone on stdout; it is shown only this once'))
    .requiredOption('--name <name>', 'whom the token stands for, as the record of changes names them')
    .option('--days <n>', 'let it expire after so many days')
    .option('--json', 'print token, id and name as JSON')
    .action((options: CreateOptions) => conclude(terminal, end, createToken(options, terminal)));
  addStoreOptions(tokens.command('list').description('list the tokens, newest first; never their secrets'))
    .option('--json', 'print JSON')
    .action((options: StorePlace & { json?: true }) =>
      conclude(terminal, end, withStore(options, 'made before', (store) => listTokens(store, options.json === true ? 'json' : 'table', terminal))),
    );
  addStoreOptions(tokens.command('revoke').description('make a token, and every browser that it signed in, useless at once'))
    .argument('<id>', 'id of the token, as "attend token list" shows it')
    .option('--json', 'print JSON')
    .action((id: string, options: StorePlace & { json?: true }) =>
      conclude(terminal, end, withStore(options, 'made before', (store) => revokeToken(store, id, options.json === true ? 'json' : 'words', terminal))),
    );
};

async function createToken(options: CreateOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const name = parseStaffName(options.name);
  if (name === undefined) return fail(complaint(exitCode.usage, '--name must have 1 to 100 visible characters, for example --name "Prof. Chen".'));
  const days = options.days === undefined ? undefined : Number(options.days);
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 3650)) {
    return fail(complaint(exitCode.usage, '--days must be a whole number from 1 to 3650.'));
  }
  const { dataDirAt } = await import('../../store/file/data-dir.ts');
  const isNewPlace = options.databaseUrl === undefined && !existsSync(dataDirAt(options.dataDir).database);
  return withStore(options, 'any', async (store) => {
    const nowMs = terminal.nowMs();
    const expiry = days === undefined ? {} : { expiresAtMs: nowMs + days * 24 * 3600 * 1000 };
    const { secret, token } = newToken({ institutionId: defaultInstitution, kind: 'api', name, ...expiry }, terminal, nowMs);
    await store.staff.insertToken(token);
    if (options.json) printJson(terminal, { token: secret, ...shownToken(token, nowMs) });
    else printLine(terminal.stdout, secret);
    if (isNewPlace) printLine(terminal.stderr, `attend: there was no database in ${options.dataDir}, so one was made. A server that keeps its data elsewhere does not know this token: name its DATA_DIR.`);
    return ok(undefined);
  });
}

async function listTokens(store: Store, form: 'json' | 'table', terminal: Terminal): Promise<Result<void, Complaint>> {
  const tokens = (await store.staff.listTokens(defaultInstitution)).map((token) => shownToken(token, terminal.nowMs()));
  if (form === 'json') printJson(terminal, { tokens });
  else if (tokens.length === 0) printLine(terminal.stdout, 'No tokens yet. Make one with "attend token create --name NAME".');
  else {
    const rows = tokens.map((each) => [each.id, printable(each.name), each.kind, each.state, each.created_at]);
    printLine(terminal.stdout, textTable(['ID', 'NAME', 'KIND', 'STATE', 'CREATED'], rows));
  }
  return ok(undefined);
}

async function revokeToken(store: Store, id: string, form: 'json' | 'words', terminal: Terminal): Promise<Result<void, Complaint>> {
  if (!(await store.staff.revokeToken(defaultInstitution, id, terminal.nowMs()))) {
    return fail(complaint(exitCode.failed, `no token "${printable(id)}" is good any more or ever was. See "attend token list" for the ids.`));
  }
  if (form === 'json') printJson(terminal, { id, state: 'revoked' });
  else printLine(terminal.stdout, `Revoked ${id}; it stopped working in a running server too.`);
  return ok(undefined);
}

function shownToken(token: StaffToken, nowMs: number) {
  const state = token.revokedAtMs !== null ? 'revoked' : isUsable(token, nowMs) ? 'good' : 'expired';
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { tokenId: id, name, kind, createdAtMs, expiresAtMs, revokedAtMs } = token;
  return { id, name, kind, state, created_at: new Date(createdAtMs).toISOString(), expires_at: at(expiresAtMs), revoked_at: at(revokedAtMs) };
}
