import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

import { refusal, type Refusal } from '../../protocol/codes.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';

type Invalid = Refusal<'missing_field' | 'malformed'>;
export type Validate = (value: unknown) => Result<unknown, Invalid>;

/** Takes a body as it is: nothing is converted, dropped or filled in. The first thing wrong is named. */
export function validatorOf(schema: TSchema): Validate {
  const validator = Compile(schema);
  return (value) => (validator.Check(value) ? ok(value) : fail(whyInvalid(validator.Errors(value)[0])));
}

/** How a number is written in a query, by the type that is asked for. */
const numberTexts: Readonly<Record<string, RegExp>> = { integer: /^\d{1,15}$/, number: /^\d{1,9}(?:\.\d{1,9})?$/ };

/** The same for a query, whose values are all text: digits stand for a number where one is asked for. */
export function queryValidatorOf(schema: TSchema): Validate {
  const validate = validatorOf(schema);
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  const isNumber = (name: string, text: unknown) =>
    typeof text === 'string' && Object.hasOwn(properties, name) && numberTexts[properties[name]?.type ?? '']?.test(text) === true;
  return (query) => {
    const entries = Object.entries(query as Record<string, unknown>);
    return validate(Object.fromEntries(entries.map(([name, text]) => [name, isNumber(name, text) ? Number(text) : text])));
  };
}

interface ValidationError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: unknown;
}

function whyInvalid(error: ValidationError | undefined): Invalid {
  if (error?.keyword === 'required') {
    const { requiredProperties } = error.params as { readonly requiredProperties: readonly string[] };
    return refusal('missing_field', requiredProperties[0]);
  }
  const field = error?.instancePath.split('/')[1];
  return refusal('malformed', field === undefined || field === '' || field.length > 64 ? 'request' : field);
}
