/** What a key does on the projector page. */
export type ProjectorAction = 'full_screen' | 'hide' | 'name' | 'larger' | 'smaller' | 'help';

export function actionOfKey({ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): ProjectorAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case 'f':
    case 'F':
      return 'full_screen';
    case 'h':
    case 'H':
    case 'b':
    case 'B':
      return 'hide';
    case 'n':
    case 'N':
      return 'name';
    case '+':
    case '=':
      return 'larger';
    case '-':
    case '−':
      return 'smaller';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}

const zooms = [0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** The next size of the picture; 1 is the largest that fits. */
export function zoomed(zoom: number, action: 'larger' | 'smaller'): number {
  const place = zooms.findIndex((candidate) => candidate >= zoom - 0.001);
  return zooms[Math.min(zooms.length - 1, Math.max(0, place + (action === 'larger' ? 1 : -1)))]!;
}
