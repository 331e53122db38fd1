import { insightEn } from '../../ui/messages/insight-en.ts';

export interface Bar {
  readonly label: string;
  readonly count: number;
  /** Drawn in the colour of what is late. */
  readonly isLate?: boolean;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** What the picture shows, in one sentence. */
  readonly inWords: string;
  /** What stands below the axis, and how far along it, 0 to 1. */
  readonly scale: readonly (readonly [text: string, at: number])[];
  readonly columns: readonly [label: string, count: string];
}

const width = 10;
const height = 100;

/** Bars with the same numbers as a table below them, for whoever sees no picture or wants the numbers. */
export function Bars({ bars, inWords, scale, columns }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <figure class="bars" style={{ '--bars': bars.length }}>
      <svg viewBox={`0 0 ${bars.length * width} ${height}`} preserveAspectRatio="none" role="img" aria-label={inWords}>
        {bars.map(({ label, count, isLate = false }, index) => {
          const tall = (count / most) * height;
          return <rect key={label} class={isLate ? 'is-late' : ''} x={index * width + 1} y={height - tall} width={width - 2} height={tall} />;
        })}
      </svg>
      <p class="bars-scale" aria-hidden="true">
        {scale.map(([text, at]) => (
          <span key={text} style={at === 1 ? { insetInlineEnd: 0 } : { insetInlineStart: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </p>
      <details>
        <summary>{insightEn.asTable}</summary>
        <table class="plain-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, count }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
