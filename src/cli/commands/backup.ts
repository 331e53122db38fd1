import { ok, fail, type Result } from '../../protocol/result.ts';
import type { BackupReport } from '../../store/file/backup.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStoreOptions, storeComplaint, type StorePlace } from '../data-dir-option.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface CopyOptions extends StorePlace {
  readonly replace?: true;
  readonly json?: true;
}

export const addBackupCommands: AddCommands = (program, terminal, end) => {
  addStoreOptions(program.command('backup').description('copy the database to a file, verified, also while a server runs'))
    .argument('<file>', 'the copy to write')
    .option('--replace', 'replace the file where it exists')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nThe copy holds session secrets only wrapped: keep the master key (MASTER_KEY, or master.key in the data directory) apart from it.')
    .action((file: string, options: CopyOptions) => conclude(terminal, end, copy('backup', file, options, terminal)));
  addStoreOptions(program.command('restore').description('put a backup in the place of the database; refuses while a server runs'))
    .argument('<file>', 'a file that "attend backup" wrote')
    .option('--replace', 'replace the database that is there')
    .option('--json', 'print JSON')
    .action((file: string, options: CopyOptions) => conclude(terminal, end, copy('restore', file, options, terminal)));
};

async function copy(which: 'backup' | 'restore', file: string, options: CopyOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const { dataDir, databaseUrl, replace = false, json } = options;
  if (databaseUrl !== undefined) return fail(complaint(exitCode.usage, toolsOf(which, file)));
  const { backUp, restore } = await import('../../store/file/backup.ts');
  const copied = which === 'backup' ? await backUp(dataDir, file, { replace }) : await restore(file, dataDir, { replace });
  if (!copied.ok) {
    const { failure } = copied;
    // The library's sentence ends where an option of this command goes on.
    const hint = failure.code === 'file_exists' ? ' (--replace)' : '';
    return fail(storeComplaint('detail' in failure ? { ...failure, detail: failure.detail + hint } : failure, dataDir));
  }
  if (json) printJson(terminal, copied.value);
  else printLine(terminal.stdout, reportInWords(which, copied.value));
  return ok(undefined);
}

/** A server's database has tools of its own, which know of its machines, its log and its users. */
function toolsOf(which: 'backup' | 'restore', file: string): string {
  const command = which === 'backup' ? `pg_dump --format=custom --file=${file} "$DATABASE_URL"` : `pg_restore --exit-on-error --no-owner --dbname="$DATABASE_URL" ${file}`;
  const where = which === 'backup' ? 'also while servers run' : 'into an empty database, with no server on it';
  return `With DATABASE_URL everything is in PostgreSQL, whose own tools ${which === 'backup' ? 'back it up' : 'restore it'} (${where}):\n  ${command}\ndocs/operations.md says more, also of going back to a point in time. Without --database-url and DATABASE_URL this command is about the data directory.`;
}

function reportInWords(which: 'backup' | 'restore', { file, bytes, rows }: BackupReport): string {
  const counted = Object.entries(rows).map(([table, count]) => `${count} ${table}`);
  return `${which === 'backup' ? 'Backed up to' : 'Restored into'} ${file}: ${bytes} bytes, verified, ${counted.join(', ')}.`;
}
