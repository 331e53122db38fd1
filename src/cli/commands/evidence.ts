import { defaultInstitution } from '../../attendance/institution.ts';
import type { Recomputed } from '../../attendance/desk.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import type { Store } from '../../store/open.ts';
import { conclude, type AddCommands } from '../command.ts';
import { addStoreOptions, withStore, type StorePlace } from '../data-dir-option.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { printable, textTable } from '../text-table.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface RecomputeOptions extends StorePlace {
  readonly session?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** Grades are a pure function of what is stored, so they can be computed again at any time. */
export const addEvidenceCommands: AddCommands = (program, terminal, end) => {
  const evidence = program.command('evidence').description('stored evidence: compute every grade again (works on the data directory, also while a server runs)');
  addStoreOptions(evidence.command('recompute').description('judge what is stored again; grades that are what the evidence says stay as they are'))
    .option('--session <id>', 'of one session alone')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nIt ends with 0 where every grade was right, and with ${exitCode.changed} where one changed, or would with --dry-run.`)
    .action((options: RecomputeOptions) => conclude(terminal, end, withStore(options, 'made before', (store) => recompute(store, options, terminal))));
};

async function recompute(store: Store, { session, dryRun, json }: RecomputeOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  if (session !== undefined && (await store.sessions.findSession(defaultInstitution, session)) === undefined) {
    return fail(complaint(exitCode.failed, `this data directory has no session ${printable(session)}. See "attend session list".`));
  }
  const isDry = dryRun === true;
  const { examined, changed } = await store.desk.recompute(defaultInstitution, session ?? null, isDry);
  if (json) printJson(terminal, { examined, changed: changed.map(plainChange), dry_run: isDry });
  else printLine(terminal.stdout, inWords({ examined, changed }));
  if (changed.length === 0) return ok(undefined);
  return fail(complaint(exitCode.changed, `${changed.length} of ${examined} grades ${isDry ? 'would change' : 'changed'}.`));
}

function inWords({ examined, changed }: Recomputed): string {
  if (changed.length === 0) return `Examined ${examined}: every grade is what the evidence says.`;
  const rows = changed.map(({ sessionId, studentId, from, to, reasons }) => [sessionId, printable(studentId), from, to, reasons.join(', ')]);
  return textTable(['SESSION', 'STUDENT', 'FROM', 'TO', 'REASONS'], rows);
}

function plainChange({ sessionId, studentId, from, to, reasons }: Recomputed['changed'][number]) {
  return { session_id: sessionId, student_id: studentId, from, to, reasons };
}
