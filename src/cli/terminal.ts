import type { LineInput } from './student/line-reader.ts';

/** What a command has of the outside world. */
export interface Terminal extends LineInput {
  readonly stderr: NodeJS.WritableStream;
  readonly hasColours: boolean;
  /** How wide it is now; undefined where stdout is no terminal. */
  readonly columns: () => number | undefined;
  readonly fetch: typeof globalThis.fetch;
  /** Goes on when the command is interrupted: for a last word, which needs a short limit of its own. */
  readonly fetchToTheEnd: typeof globalThis.fetch;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  readonly uuid: () => string;
  readonly homeDir: string;
  /** Aborted by Ctrl-C or SIGTERM: a command that lasts ends in an orderly way. */
  readonly interrupted: AbortSignal;
  /** Runs the task once after so many ms without keeping the process alive; returns how to cancel it. */
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

export function printLine(stream: NodeJS.WritableStream, line: string): void {
  stream.write(`${line}\n`);
}

export function printJson({ stdout }: Pick<Terminal, 'stdout'>, value: unknown): void {
  printLine(stdout, JSON.stringify(value, null, 2));
}

/** Resolves when the time is over or the command is interrupted. */
export function pause({ interrupted }: Pick<Terminal, 'interrupted'>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) return resolve();
    const timer = setTimeout(done, ms);
    interrupted.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', done);
      resolve();
    }
  });
}
