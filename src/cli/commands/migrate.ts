import { fail, ok, type Result } from '../../protocol/result.ts';
import type { MovedTableReport } from '../../store/move/move-store.ts';
import { parseTargets } from '../../store/postgres/targets.ts';
import { conclude, type AddCommands } from '../command.ts';
import { noDatabaseAddress, storeComplaint } from '../data-dir-option.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

interface MigrateOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: true;
}

export const addMigrateCommand: AddCommands = (program, terminal, end) => {
  program
    .command('migrate')
    .description('move an institution from the embedded database to PostgreSQL, checked row by row; begin again where it broke off')
    .requiredOption('--from <place>', 'sqlite:DIRECTORY, the data directory; no server may run on it')
    .requiredOption('--to <place>', 'postgres://USER:PASSWORD@HOST:PORT/DATABASE, an empty database')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nThe data directory stays as it is. Start the server afterwards with DATABASE_URL and the same master key.')
    .action((options: MigrateOptions) => conclude(terminal, end, migrate(options, terminal)));
};

async function migrate({ from, to, json }: MigrateOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const dataDir = /^sqlite:(?:\/\/)?(.+)$/.exec(from)?.[1];
  if (dataDir === undefined) return fail(complaint(exitCode.usage, '--from must name a data directory, for example --from sqlite:./data.'));
  if (parseTargets(to) === undefined) return fail(complaint(exitCode.usage, `--to: ${noDatabaseAddress}`));
  const { migrateToPostgres } = await import('../../store/move/sqlite-to-postgres.ts');
  const onProgress = (table: string, copied: number) => void (json !== true && printLine(terminal.stderr, `${table}: ${copied} rows copied`));
  const moved = await migrateToPostgres({ dataDir, databaseUrl: to, onProgress });
  if (!moved.ok) return fail(storeComplaint(moved.failure, dataDir));
  if (json === true) printJson(terminal, { tables: moved.value });
  else printLine(terminal.stdout, reportInWords(moved.value));
  return ok(undefined);
}

function reportInWords(tables: readonly MovedTableReport[]): string {
  const rows = tables.map(({ table, rows: count, copied, sum }) => [table, String(count), String(copied), sum.slice(0, 16)]);
  return `${textTable(['TABLE', 'ROWS', 'COPIED NOW', 'SUM, THE SAME ON BOTH SIDES'], rows)}\nMoved. Start the server with DATABASE_URL and the same master key.`;
}
