import type { SpotCheckView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';

const words = insightEn.spotCheck;

interface SpotCheckListProps {
  readonly drawn: SpotCheckView;
  readonly course: string;
}

/** The list on the screen, and on paper with room to write. */
export function SpotCheckList({ drawn, course }: SpotCheckListProps) {
  if (drawn.check === 0) return <p>{words.none}</p>;
  const chance = `${Math.floor(drawn.chance * 100)}\u00a0%`;
  return (
    <div class="insight-part">
      <p class="print-only">{course}</p>
      <p>
        <strong>{words.size(drawn.check, drawn.counted)}</strong> {words.meaning(drawn.phantoms, chance)}
      </p>
      <table class="plain-table spot-table">
        <thead>
          <tr>
            <th scope="col">{words.columns.student}</th>
            <th scope="col" class="print-only">
              {words.columns.isThere}
            </th>
            <th scope="col" class="print-only">
              {words.columns.note}
            </th>
          </tr>
        </thead>
        <tbody>
          {drawn.students.map((student) => (
            <tr key={student}>
              <th scope="row">{student}</th>
              <td class="print-only">☐</td>
              <td class="print-only" />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{words.seed(drawn.seed)}</p>
      <button type="button" class="button no-print" onClick={() => print()}>
        {words.print}
      </button>
    </div>
  );
}
