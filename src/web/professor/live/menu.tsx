import { useRef } from 'preact/hooks';

export type MenuItem = { readonly key: string; readonly text: string } & ({ readonly run: () => void } | { readonly href: string });

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** A button that opens a short list; it closes by a choice, by Escape and when the focus leaves it. */
export function Menu({ label, items }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => void (menu.current!.open = false);
  return (
    <details
      ref={menu}
      class="menu"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !menu.current!.contains(event.relatedTarget)) close();
      }}
    >
      <summary class="button">{label}</summary>
      <ul class="menu-items">
        {items.map((item) => (
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
