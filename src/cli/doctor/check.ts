/** One line of the doctor's report. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** What was found, and, where it is not ok, what to do. */
  readonly finding: string;
}

export function passed(name: string, finding: string): Check {
  return { name, state: 'ok', finding };
}

export function warned(name: string, finding: string): Check {
  return { name, state: 'warn', finding };
}

export function failed(name: string, finding: string): Check {
  return { name, state: 'fail', finding };
}

/** A check that breaks is a finding, not the end of the report. */
export async function guarded(name: string, check: () => Promise<readonly Check[]> | readonly Check[]): Promise<readonly Check[]> {
  try {
    return await check();
  } catch (error) {
    return [failed(name, `this could not be checked: ${error instanceof Error ? error.message : String(error)}`)];
  }
}
