import { parseArgs } from 'node:util';

/** The options of a program that is run by hand: `--help` tells them, and what is wrong is one line. */

export interface Option<Value> {
  readonly help: string;
  /** What stands behind it in the help; a flag takes nothing. */
  readonly takes?: string;
  readonly isMany?: true;
  readonly first: Value;
  /** The value, or what it should have been. */
  readonly read: (given: boolean | string | string[]) => { readonly value: Value } | { readonly wanted: string };
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type ValuesOf<Known extends Options> = { readonly [Name in keyof Known]: Known[Name] extends Option<infer Value> ? Value : never };

/** One that is on at first is switched off with `--no-NAME`. */
export function flag(help: string, first = false): Option<boolean> {
  return { help, first, read: (given) => ({ value: given === true }) };
}

/** A whole number; without a first one it may be left out. */
export function wholeNumber(help: string, bounds: { readonly first: number; readonly least?: number }): Option<number>;
export function wholeNumber(help: string, bounds?: { readonly least?: number }): Option<number | undefined>;
export function wholeNumber(help: string, { first, least = 1 }: { readonly first?: number; readonly least?: number } = {}): Option<number | undefined> {
  const read = (given: unknown) => {
    const value = /^\d+$/.test(String(given)) ? Number(given) : Number.NaN;
    return Number.isSafeInteger(value) && value >= least ? { value } : { wanted: `a whole number from ${least} on` };
  };
  return { help, takes: 'N', first, read };
}

/** May be given more than once. */
export function names(help: string): Option<readonly string[] | undefined> {
  return { help, takes: 'NAME', isMany: true, first: undefined, read: (given) => ({ value: [given].flat().map(String) }) };
}

export type Read<Known extends Options> = { readonly kind: 'values'; readonly values: ValuesOf<Known> } | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly what: string };

export function parseOptions<Known extends Options>(args: readonly string[], known: Known): Read<Known> {
  const spec = Object.entries(known).map(([name, { takes, isMany }]) => [name, { type: takes === undefined ? 'boolean' : 'string', multiple: isMany === true }] as const);
  let given: Readonly<Record<string, boolean | string | (boolean | string)[] | undefined>>;
  try {
    given = parseArgs({ args: [...args], allowNegative: true, options: { ...Object.fromEntries(spec), help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // Behind the first sentence stands advice for programs that take more than options.
    return { kind: 'wrong', what: said.split(/\. |\n/)[0]!.replace(/\.$/, '') };
  }
  if (given['help'] === true) return { kind: 'help' };
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(known)) {
    const read = given[name] === undefined ? { value: option.first } : option.read(given[name] as boolean | string | string[]);
    if ('wanted' in read) return { kind: 'wrong', what: `--${name} takes ${read.wanted}, and not ${JSON.stringify(given[name])}` };
    values[name] = read.value;
  }
  return { kind: 'values', values: values as ValuesOf<Known> };
}

export function helpOf(program: string, does: string, known: Options): string {
  const lines = Object.entries(known).map(([name, { takes, isMany, help, first }]) => [
    `--${first === true ? 'no-' : ''}${name}${takes === undefined ? '' : ` ${takes}`}`,
    `${help}${isMany === true ? ' (may be given again)' : ''}${typeof first === 'number' ? ` (${first} where it is left out)` : ''}`,
  ]);
  const all = [...lines, ['--help', 'say this']];
  const width = Math.max(...all.map(([left]) => left!.length));
  return [`npm run ${program}${Object.keys(known).length === 0 ? '' : ' -- [OPTIONS]'}`, '', does, '', ...all.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`)].join('\n');
}

/** Of this process. Ends it with 0 after the help, and with 2 after one line about what is wrong; nothing was begun by then. */
export function readOptions<Known extends Options>(program: string, does: string, known: Known): ValuesOf<Known> {
  const read = parseOptions(process.argv.slice(2), known);
  if (read.kind === 'values') return read.values;
  if (read.kind === 'help') console.log(helpOf(program, does, known));
  else console.error(`npm run ${program}: ${read.what}. "npm run ${program} -- --help" tells the options.`);
  process.exit(read.kind === 'help' ? 0 : 2);
}
