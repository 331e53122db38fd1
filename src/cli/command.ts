import type { Command } from 'commander';

import type { Result } from '../protocol/result.ts';
import type { Complaint, ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { printLine, type Terminal } from './terminal.ts';

/** Adds its commands to the program. `end` is told how the command ended. */
export type AddCommands = (program: Command, terminal: Terminal, end: (code: ExitCode) => void) => void;

/** Runs a command's body, complains on stderr where it failed, and says how it ended. */
export async function conclude(terminal: Terminal, end: (code: ExitCode) => void, body: Promise<Result<unknown, Complaint>>): Promise<void> {
  const result = await body;
  if (!result.ok) printLine(terminal.stderr, `attend: ${result.failure.message}`);
  end(result.ok ? exitCode.done : result.failure.exitCode);
}
