import type { HeadcountView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';
import type { TimeWords } from '../../ui/times.ts';

const { columns, history } = insightEn.headcount;

/** A difference with its sign, `−3`, `+2`, `0`. */
export function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : String(difference).replace('-', '−');
}

interface HeadcountTableProps {
  readonly headcounts: readonly HeadcountView[];
  readonly times: TimeWords;
}

/** Every headcount that was noted: none is ever changed. */
export function HeadcountTable({ headcounts, times }: HeadcountTableProps) {
  return (
    <details>
      <summary>{history}</summary>
      <div class="scroll-aside" tabIndex={0} role="region" aria-label={history}>
        <table class="plain-table">
          <thead>
            <tr>
              {Object.values(columns).map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {headcounts.map(({ at, counted, recorded, staff, note }) => (
              <tr key={at}>
                <th scope="row">{times.day(Date.parse(at))}</th>
                <td>{counted}</td>
                <td>{recorded}</td>
                <td>{signed(recorded - counted)}</td>
                <td>{staff}</td>
                <td>{note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
