import type { ExitCode } from '../exit-code.ts';
import type { AddCommands } from '../command.ts';

/** The server is loaded only here, as the store is only where a command opens it: the other commands start in a third of the time. */
export const addServeCommand: AddCommands = (program, _terminal, end) => {
  program
    .command('serve')
    .description('run the server in this terminal until Ctrl-C or SIGTERM')
    .addHelpText('after', '\nSettings come from the environment: PORT, HOST, DATA_DIR, PUBLIC_URL, MASTER_KEY(_FILE), TLS_CERT_FILE, TLS_KEY_FILE, LOG_LEVEL.')
    .action(async () => {
      const { serve } = await import('../../server/main.ts');
      end((await serve()) as ExitCode);
    });
};
