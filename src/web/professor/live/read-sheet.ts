import type { RecordView } from '../../../protocol/schemas.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';

export interface SheetLine {
  /** Counted from 1, as it stands in the text. */
  readonly line: number;
  /** The number as it is shown, or what stands there instead of one. */
  readonly text: string;
}

/** A sheet as it was typed, line by line. Empty lines are nothing. */
export interface ReadSheet {
  readonly fresh: readonly SheetLine[];
  /** Recorded in this session already. */
  readonly known: readonly SheetLine[];
  /** The same student stands further up. */
  readonly repeated: readonly SheetLine[];
  readonly malformed: readonly SheetLine[];
}

export function readSheet(text: string, records: ReadonlyMap<string, RecordView>): ReadSheet {
  const sheet = { fresh: [] as SheetLine[], known: [] as SheetLine[], repeated: [] as SheetLine[], malformed: [] as SheetLine[] };
  const seen = new Set<string>();
  for (const [index, whole] of text.split(/\r\n|[\n\r]/).entries()) {
    const cell = whole.split('\t').map((part) => part.trim()).find((part) => part !== '');
    if (cell === undefined) continue;
    const line = index + 1;
    const student = parseStudentNumber(cell);
    if (student === undefined) {
      sheet.malformed.push({ line, text: cell.slice(0, 40) });
      continue;
    }
    const key = studentKeyOf(student);
    const kind = seen.has(key) ? 'repeated' : records.has(key) ? 'known' : 'fresh';
    seen.add(key);
    sheet[kind].push({ line, text: student });
  }
  return sheet;
}
