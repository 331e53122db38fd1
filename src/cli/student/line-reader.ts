import { createInterface } from 'node:readline';

/** Lines as a person types them or as a pipe brings them, one at a time. */
export interface LineReader {
  /** Shows the prompt and reads a line; undefined at the end of the input. */
  ask(prompt: string): Promise<string | undefined>;
  /** The next question gets this line, which was meant for it. */
  putBack(line: string): void;
  close(): void;
}

export interface LineInput {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  /** Whether a person sits there; a prompt in a pipe would only spoil the output. */
  readonly isInteractive: boolean;
}

/** Whether a line is a choice of the menu. */
export function isChoice(line: string): boolean {
  return /^[1-5]$/.test(line.trim());
}

/** Lines that arrive while nobody asks wait for the next question; readline's own promises lose them. */
export function lineReader({ stdin, stdout, isInteractive }: LineInput): LineReader {
  const lines = createInterface({ input: stdin, output: stdout, terminal: isInteractive });
  const waiting: string[] = [];
  let asked: ((line: string | undefined) => void) | undefined;
  let isClosed = false;
  const answer = (line: string | undefined) => {
    const resolve = asked;
    asked = undefined;
    resolve?.(line);
  };

  lines.on('line', (line) => (asked === undefined ? void waiting.push(line) : answer(line)));
  lines.on('SIGINT', () => lines.close());
  lines.on('close', () => {
    isClosed = true;
    answer(undefined);
  });

  function ask(prompt: string): Promise<string | undefined> {
    if (waiting.length > 0) return Promise.resolve(waiting.shift());
    if (isClosed) return Promise.resolve(undefined);
    if (isInteractive) {
      lines.setPrompt(prompt);
      lines.prompt();
    }
    return new Promise((resolve) => (asked = resolve));
  }

  return { ask, putBack: (line) => void waiting.unshift(line), close: () => lines.close() };
}
