import type { InsightView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { arrivalBars } from './arrival-bars.ts';
import { Bars } from './bars.tsx';

const { arrivals: words, bursts: burstWords } = insightEn;

interface ArrivalsSectionProps {
  readonly insight: InsightView;
  readonly times: TimeWords;
}

/** How many came when, and where far more came at once than around it. */
export function ArrivalsSection({ insight, times }: ArrivalsSectionProps) {
  const { bars, minutesEach, after } = arrivalBars(insight);
  const counts = bars.map(({ count }) => count);
  return (
    <section class="card insight-part" aria-labelledby="arrivals-title">
      <h2 id="arrivals-title">{words.title}</h2>
      {bars.length > 0 && (
        <>
          <p class="hint">{words.each(minutesEach)}</p>
          <Bars
            bars={bars.map(({ minute, count }) => ({ label: words.minute(minute), count }))}
            inWords={words.inWords(counts.reduce((sum, count) => sum + count, 0), Math.max(...counts))}
            scale={[[words.minute(bars[0]!.minute), 0], [words.minute(bars.at(-1)!.minute + minutesEach), 1]]}
            columns={[words.columns.minute, words.columns.count]}
          />
        </>
      )}
      {after > 0 && <p>{words.after(after)}</p>}
      <h3>{burstWords.title}</h3>
      <p class="hint">{burstWords.rule}</p>
      {insight.bursts.length === 0 ? (
        <p>{burstWords.none}</p>
      ) : (
        <>
          <p>{burstWords.meaning}</p>
          <ul class="insight-list">
            {insight.bursts.map(({ at, count, usual_per_second: usual, students }) => (
              <li key={at}>
                <details>
                  <summary>{burstWords.line(times.clock(Date.parse(at)), count, usual.toFixed(1))}</summary>
                  <p class="student-list">{students.join(', ')}</p>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
