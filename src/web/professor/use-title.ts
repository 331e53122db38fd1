import { useEffect } from 'preact/hooks';

import { staffEn } from '../ui/messages/staff-en.ts';

/** Names the tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? staffEn.brand : `${title} · ${staffEn.brand}`;
  }, [title]);
}
