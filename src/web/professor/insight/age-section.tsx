import type { InsightView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';
import { Bars } from './bars.tsx';

const words = insightEn.ages;

/** How old the codes were when they arrived, and what that can mean. */
export function AgeSection({ insight }: { readonly insight: InsightView }) {
  return (
    <section class="card insight-part" aria-labelledby="ages-title">
      <h2 id="ages-title">{words.title}</h2>
      {insight.code_ages.length === 0 && <p>{words.static}</p>}
      {insight.code_ages.map(({ way, rotation_seconds: rotation, grace_seconds: grace, by_second: counts, later }) => {
        const late = counts.slice(rotation).reduce((sum, count) => sum + count, 0);
        const total = counts.reduce((sum, count) => sum + count, 0);
        return (
          <div key={way} class="insight-part">
            {insight.code_ages.length > 1 && <h3>{words.ways[way]}</h3>}
            <p class="hint">{words.rule(rotation, grace)}</p>
            <Bars
              bars={counts.map((count, second) => ({ label: words.second(second), count, isLate: second >= rotation }))}
              inWords={words.inWords(total, late)}
              scale={[['0 s', 0], ...(grace === 0 ? [] : [[`${rotation} s`, rotation / (rotation + grace)] as const]), [`${rotation + grace} s`, 1]]}
              columns={[words.columns.age, words.columns.count]}
            />
            <ul class="bars-legend">
              <li>
                {words.onScreen}: <strong>{total - late}</strong>
              </li>
              <li class="is-late">
                {words.inGrace}: <strong>{late}</strong>
              </li>
            </ul>
            {grace > 0 && <p>{words.meaning(Math.max(rotation, rotation + grace - 3), rotation + grace)}</p>}
            {later > 0 && <p>{words.later(later)}</p>}
          </div>
        );
      })}
    </section>
  );
}
