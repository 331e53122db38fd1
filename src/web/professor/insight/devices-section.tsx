import type { InsightView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';

const { devices: words, ways: wayWords } = insightEn;

/** Phones that stand for several students, phones that are new, and the ways in which records came. */
export function DevicesSection({ insight }: { readonly insight: InsightView }) {
  const { shared_devices: shared, new_devices: fresh, devices, ways } = insight;
  return (
    <section class="card insight-part" aria-labelledby="devices-title">
      <h2 id="devices-title">{words.title}</h2>
      <h3>{words.shared}</h3>
      {shared.length === 0 ? (
        <p>{words.sharedNone}</p>
      ) : (
        <>
          <DeviceTable devices={shared} />
          <p>{words.sharedMeaning}</p>
        </>
      )}
      <h3>{words.fresh}</h3>
      <p>
        {words.freshCount(fresh.length, devices)} {fresh.length > 0 && words.freshMeaning}
      </p>
      {fresh.length > 0 && (
        <details>
          <summary>{words.list}</summary>
          <DeviceTable devices={fresh} />
        </details>
      )}
      <h3>{wayWords.title}</h3>
      <dl class="facts">
        {(Object.keys(wayWords.names) as (keyof typeof ways)[]).map((way) => (
          <div key={way}>
            <dt>{wayWords.names[way]}</dt>
            <dd>{ways[way]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function DeviceTable({ devices }: { readonly devices: InsightView['shared_devices'] }) {
  return (
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">{words.columns.device}</th>
          <th scope="col">{words.columns.students}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map(({ device, students }) => (
          <tr key={`${device} ${students[0]}`}>
            <th scope="row">
              <code>{device}</code>
            </th>
            <td>{students.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
