export type Tone = 'neutral' | 'action' | 'good' | 'late' | 'wait' | 'bad';

interface BadgeProps {
  readonly tone: Tone;
  readonly text: string;
  /** A dot says that it is about now. */
  readonly hasDot?: boolean;
  readonly title?: string | undefined;
}

/** One short word on a quiet ground; the word carries the meaning and the colour repeats it. */
export function Badge({ tone, text, hasDot = false, title }: BadgeProps) {
  return (
    <span class={`badge is-${tone}${hasDot ? ' has-dot' : ''}`} title={title}>
      {text}
    </span>
  );
}
