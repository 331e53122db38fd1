import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { staffEn } from '../ui/messages/staff-en.ts';
import { useHeadingFocus } from '../ui/use-heading-focus.ts';

interface CourseTitleProps {
  readonly course: string;
  /** What the page is of the course; the live page is the course itself. */
  readonly page?: string;
}

/**
 * A page's heading. A name that is longer than its lines is cut by style alone, so that a screen reader says all of it; a button shows
 * the rest of it to everybody else, and is there only where something is cut.
 */
export function CourseTitle({ course, page }: CourseTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useHeadingFocus(heading);
  const isWhole = useSignal(false);
  const isCut = useSignal(false);

  useEffect(() => {
    const element = heading.current!;
    const look = (): void => {
      if (!isWhole.value) isCut.value = element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth;
    };
    const watching = new ResizeObserver(look);
    watching.observe(element);
    look();
    return () => watching.disconnect();
  }, [course]);

  return (
    <div class="course-title">
      <h1 ref={heading} tabIndex={-1} class={isWhole.value ? undefined : 'is-cut'} dir={page === undefined ? 'auto' : undefined}>
        {page === undefined ? (
          course
        ) : (
          <>
            {page}: <bdi>{course}</bdi>
          </>
        )}
      </h1>
      {isCut.value && (
        <button type="button" class="button is-bare" aria-label={staffEn.wholeName} aria-expanded={isWhole.value} onClick={() => (isWhole.value = !isWhole.value)}>
          <span aria-hidden="true">{isWhole.value ? '▴' : '▾'}</span>
        </button>
      )}
    </div>
  );
}
