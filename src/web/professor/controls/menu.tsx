import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

export type MenuItem = { readonly key: string; readonly text: string } & ({ readonly run: () => void } | { readonly href: string });

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** A button that opens a short list; it closes by a choice, by Escape and when the focus leaves it. */
export function Menu({ label, items: offered }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const items = useRef<HTMLUListElement>(null);
  const isTurned = useSignal(false);
  /** The button of the menu takes the focus that an item had, so that a dialog gives it back there. */
  function close(): void {
    menu.current!.open = false;
    if (items.current!.contains(document.activeElement)) menu.current!.querySelector('summary')!.focus();
  }

  function place(): void {
    if (!menu.current!.open) return;
    const { left, right } = menu.current!.getBoundingClientRect();
    const { offsetWidth } = items.current!;
    isTurned.value = getComputedStyle(menu.current!).direction === 'rtl' ? right < offsetWidth : left + offsetWidth > document.documentElement.clientWidth;
  }

  return (
    <details
      ref={menu}
      class="menu"
      onToggle={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current!.open) return;
        // It is about the menu alone, and closes nothing else on the page.
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !menu.current!.contains(event.relatedTarget)) close();
      }}
    >
      <summary class="button">{label}</summary>
      <ul ref={items} class={isTurned.value ? 'menu-items is-turned' : 'menu-items'}>
        {offered.map((item) => (
          <li key={item.key}>
            {'href' in item ? (
              <a class="button is-bare" href={item.href} target="_blank" onClick={close}>
                {item.text}
              </a>
            ) : (
              <button
                type="button"
                class="button is-bare"
                onClick={() => {
                  close();
                  item.run();
                }}
              >
                {item.text}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
