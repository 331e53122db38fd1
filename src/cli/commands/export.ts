import { ok, type Result } from '../../protocol/result.ts';
import { writeWhole } from '../atomic-file.ts';
import { conclude, type AddCommands } from '../command.ts';
import type { Complaint } from '../exit-code.ts';
import { addStaffOptions, orComplain, staffAccess, type StaffOptions } from '../server-options.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface ExportOptions extends StaffOptions {
  readonly csv?: true;
  readonly json?: true;
  readonly out?: string;
}

export const addExportCommand: AddCommands = (program, terminal, end) => {
  addStaffOptions(program.command('export').description('write the attendance of a session to stdout or a file'))
    .argument('<session>', 'session id')
    .option('--csv', 'comma-separated values, formulas escaped (the default)')
    .option('--json', 'JSON, as GET /attendance/<session> answers it')
    .option('--out <file>', 'write to this file, whole or not at all')
    .action((id: string, options: ExportOptions) => conclude(terminal, end, exportSession(id, options, terminal)));
};

async function exportSession(id: string, options: ExportOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const access = staffAccess(options, terminal);
  if (!access.ok) return access;
  const { api, baseUrl } = access.value;
  const name = options.json ? 'attendance' : 'exportCsv';
  const content = await orComplain(api.download(name, { params: { session_id: id } }), baseUrl);
  if (!content.ok) return content;
  if (options.out === undefined) {
    await writeAll(terminal, content.value);
    return ok(undefined);
  }
  const written = writeWhole(options.out, content.value);
  if (!written.ok) return written;
  if (options.json) printJson(terminal, { file: options.out, bytes: content.value.length });
  else printLine(terminal.stdout, `Wrote ${options.out} (${content.value.length} bytes).`);
  return ok(undefined);
}

/** A pipe takes a large export in pieces; the process must not end before the last. */
function writeAll({ stdout }: Terminal, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => stdout.write(bytes, () => resolve()));
}
