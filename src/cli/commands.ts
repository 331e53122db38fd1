import type { AddCommands } from './command.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addCourseCommands } from './commands/course.ts';
import { addDeviceCommands } from './commands/device.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvidenceCommands } from './commands/evidence.ts';
import { addExportCommand } from './commands/export.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addReceiptCommands } from './commands/receipt.ts';
import { addServeCommand } from './commands/serve.ts';
import { addByHandCommands } from './commands/session-by-hand.ts';
import { addCheckCommands } from './commands/session-check.ts';
import { addDeskCommands } from './commands/session-desk.ts';
import { addSessionInsightCommands } from './commands/session-insight.ts';
import { addSessionQrCommand } from './commands/session-qr.ts';
import { addSessionCommands } from './commands/session.ts';
import { addStudentCommand } from './commands/student.ts';
import { addTokenCommands } from './commands/token.ts';
import { addWatchCommand } from './commands/watch.ts';

/** Every command, in the order of the help. */
export const commands: readonly AddCommands[] = [
  ...[addServeCommand, addTokenCommands, addSessionCommands, addSessionQrCommand, addByHandCommands, addSessionInsightCommands, addDeskCommands, addCheckCommands],
  ...[addWatchCommand, addDeviceCommands, addCourseCommands, addExportCommand],
  ...[addStudentCommand, addReceiptCommands, addEvidenceCommands, addBackupCommands, addMigrateCommand, addDoctorCommand],
];
