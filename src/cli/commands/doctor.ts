import { fail, ok, type Result } from '../../protocol/result.ts';
import { parseConfig, processEnvironment, type Config } from '../../server/config.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStoreOptions, type StorePlace } from '../data-dir-option.ts';
import { askHere, askTrusted } from '../doctor/ask-health.ts';
import { failed, guarded, passed, type Check } from '../doctor/check.ts';
import { checkDisk, checkNode, checkPages, checkTls } from '../doctor/machine-checks.ts';
import { checkPublicUrl } from '../doctor/public-checks.ts';
import { checkServer } from '../doctor/server-checks.ts';
import { checkSyncTime } from '../doctor/sync-time.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { parseServerUrl } from '../server-options.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface DoctorOptions extends StorePlace {
  readonly server?: string;
  readonly json?: true;
}

export const addDoctorCommand: AddCommands = (program, terminal, end) => {
  const doctor = program.command('doctor').description('check this installation: each line is ok, warn or fail, with what to do');
  addStoreOptions(doctor)
    .option('--server <url>', 'address of the server (default: this machine, at PORT)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nIt reads the same environment as "attend serve" and changes nothing; run it as the same user. It ends with 1 where a line says fail.\nThe clock is compared with that of the server (--server) and that of PostgreSQL.')
    .action((options: DoctorOptions) => conclude(terminal, end, examine(options, terminal)));
};

async function examine({ dataDir, databaseUrl, server, json }: DoctorOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const given = server === undefined ? ok(undefined) : parseServerUrl(server);
  if (!given.ok) return given;
  const config = parseConfig({ ...processEnvironment(), DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) });
  const checks: Check[] = [...checkNode(process.version)];
  if (!config.ok) checks.push(...config.failure.map((problem) => failed('settings', problem)));
  else {
    const asksHere = given.value === undefined && config.value.tls !== undefined;
    checks.push(passed('settings', 'can be read'));
    checks.push(...(await checkStore(config.value, terminal)));
    checks.push(...(await guarded('tls', () => checkTls(config.value, terminal.nowMs()))));
    checks.push(...(await guarded('public', () => checkPublicUrl(config.value.publicUrl, terminal))));
    checks.push(...(await guarded('server', () => checkServer(given.value ?? addressOn(config.value), config.value, asksHere ? askHere : askTrusted(terminal), terminal))));
  }
  checks.push(...(await guarded('pages', checkPages)));

  if (json) printJson(terminal, { checks });
  else for (const { name, state, finding } of checks) printLine(terminal.stdout, `${state.padEnd(4)}  ${name.padEnd(10)}  ${finding}`);
  const failures = checks.filter(({ state }) => state === 'fail').length;
  return failures === 0 ? ok(undefined) : fail(complaint(exitCode.failed, `${failures} of ${checks.length} checks failed; the lines above say what to do.`));
}

/** PostgreSQL's disk is its own machine's. */
async function checkStore(config: Config, { randomBytes, nowMs, monotonicMs }: Terminal): Promise<readonly Check[]> {
  const { databaseUrl } = config;
  if (databaseUrl !== undefined) return guarded('database', async () => (await import('../doctor/postgres-checks.ts')).checkPostgres(config, databaseUrl, { randomBytes, nowMs, monotonicMs }));
  const disk = await guarded('disk', () => checkDisk(config.dataDir));
  const sync = await guarded('sync', () => checkSyncTime(config.dataDir, monotonicMs));
  return [...disk, ...sync, ...(await guarded('data', async () => (await import('../doctor/data-checks.ts')).checkData(config, randomBytes)))];
}

function addressOn({ tls, port }: Config): string {
  return `${tls === undefined ? 'http' : 'https'}://localhost:${port}`;
}
