import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * A heading that stands where another one had the focus takes it over: reading goes on there when what was loaded is drawn, and when it
 * could not be. Nobody who went elsewhere meanwhile is called back.
 */
export function useHeadingFocus(heading: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
}
