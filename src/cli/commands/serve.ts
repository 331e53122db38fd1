import { exitCode, type ExitCode } from '../exit-code.ts';
import { printLine } from '../terminal.ts';
import type { AddCommands } from '../command.ts';

/** The server is loaded only here, as the store is only where a command opens it: the other commands start in a third of the time. */
export const addServeCommand: AddCommands = (program, terminal, end) => {
  program
    .command('serve')
    .description('run the server in this terminal until Ctrl-C or SIGTERM')
    .addHelpText('after', '\nSettings come from the environment: PORT, HOST, DATA_DIR, DATABASE_URL, PUBLIC_URL, MASTER_KEY(_FILE), TLS_CERT_FILE, TLS_KEY_FILE, LOG_LEVEL.')
    .option('--workers <n>', 'so many processes on one port, over one PostgreSQL (DATABASE_URL); about one a core', '1')
    .action(async (options: { readonly workers: string }) => {
      const workers = Number(options.workers);
      if (!Number.isInteger(workers) || workers < 1 || workers > 64) {
        printLine(terminal.stderr, '--workers must be a whole number from 1 to 64.');
        return end(exitCode.usage);
      }
      const { serve } = await import('../../server/main.ts');
      end((await serve(undefined, undefined, workers)) as ExitCode);
    });
};
