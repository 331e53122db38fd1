import Type, { type TStringOptions } from 'typebox';

/** A text of somebody's own, without U+0000: PostgreSQL keeps that in no text, so it would be a mistake of the server there and a database that cannot move. */
export function saidText(options: TStringOptions) {
  return Type.String({ pattern: '^[^\\u0000]*$', ...options });
}
