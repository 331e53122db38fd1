import type { BehaviourRow, Simulated } from './simulate.ts';

/** The tables that people read. */
export function asTables({ relays, behaviours, guesses }: Simulated): string {
  const lines = ['A photo of the code is forwarded: share recorded as online_in_window, beside the closed formula', ''];
  lines.push(row('policy', ['relay', 'simulated', 'formula']));
  for (const each of relays) lines.push(row(each.policy, [`${each.relay_seconds} s`, percent(each.in_window_share), percent(each.formula_share)]));
  for (const [policy, rows] of Map.groupBy(behaviours, (each) => each.policy)) {
    lines.push('', `Policy ${policy}: what became of the students`, '');
    lines.push(...blockOf('honest', rows.filter((each) => each.is_honest)), ...blockOf('not honest', rows.filter((each) => !each.is_honest)));
  }
  for (const { policy, patient, with_new_keys: hasty } of guesses) {
    lines.push('', `Policy ${policy}: typed codes guessed`, '');
    lines.push(row('', ['sent', 'looked at', 'hits', 'formula', 'wrong']));
    for (const [name, each] of [['20 phones for the whole lecture, as fast as they may', patient], ['a new key and number for each guess, for half a minute', hasty]] as const) {
      lines.push(row(name, [`${each.sent}`, `${each.looked_at}`, `${each.hits}`, each.formula_hits.toExponential(0), `${each.wrong_lately}`]));
    }
  }
  return lines.join('\n');
}

function blockOf(title: string, rows: readonly BehaviourRow[]): readonly string[] {
  return [
    row(title, ['counted', 'provis.', 'held', 'refused', 'check', 'asked', 'bursts']),
    ...rows.map((each) =>
      row(each.behaviour, [
        ...[each.counted, each.provisional, each.held, each.refused].map(percent),
        each.checked === null ? '-' : percent(each.checked),
        each.asked_again.toFixed(2),
        `${each.bursts}`,
      ]),
    ),
  ];
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(62)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
