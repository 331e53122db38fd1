import { Command, CommanderError } from 'commander';

import type { AddCommands } from './command.ts';
import { exitCode, exitCodeHelp, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and says what the process is to end with. */
export async function runProgram(args: readonly string[], version: string, commands: readonly AddCommands[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const program = new Command('attend')
    .description('Attendance for a whole lecture hall: sessions, codes, live table and offline queue, from a terminal')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help to see what this command takes)')
    .configureOutput({ writeOut: (text) => void terminal.stdout.write(text), writeErr: (text) => void terminal.stderr.write(text) })
    .addHelpText('after', exitCodeHelp);
  for (const add of commands) add(program, terminal, (ended) => (code = ended));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  }
}
