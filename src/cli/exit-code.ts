/** What the process ends with. Scripts rely on these numbers; `attend --help` lists them. */
export const exitCode = {
  done: 0,
  /** The server refused, or something that was asked for could not be done. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Another process serves from this data directory. */
  dataDirHeld: 3,
  /** The server that was to be started cannot listen on its port. */
  cannotListen: 4,
  /** No attendance server answers at the address. */
  unreachable: 5,
  /** No staff token, or one that is not good (any more). */
  signInNeeded: 6,
  /** "attend evidence recompute" found grades that are not what the evidence says. */
  changed: 7,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export const exitCodeHelp = `
Exit codes:
  0  done
  1  refused, or it could not be done; stderr says why
  2  wrong command line
  3  another process holds the data directory
  4  the server cannot listen on its port
  5  no attendance server answers at the address
  6  a staff token is missing or not good (any more)
  7  a grade changed, or would ("attend evidence recompute")`;

/** Why a command cannot do what it was asked to: one or two sentences that say what to do. */
export interface Complaint {
  readonly exitCode: ExitCode;
  readonly message: string;
}

export function complaint(code: Exclude<ExitCode, 0>, message: string): Complaint {
  return { exitCode: code, message };
}
