/** One message of an event stream. */
export interface StreamMessage {
  readonly id: string | null;
  readonly data: string;
}

/**
 * Reads `text/event-stream` (HTML Standard, "Server-sent events") piece by piece: a piece may end anywhere, between CR and
 * LF too. Comments, which servers send as heartbeats, give no message.
 */
export function eventStreamReader(): (piece: string) => readonly StreamMessage[] {
  let rest = '';
  let data: string[] = [];
  let id: string | null = null;
  let endedInCr = false;

  return function read(piece) {
    const text = endedInCr && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') endedInCr = piece.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    const messages: StreamMessage[] = [];
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) messages.push({ id, data: data.join('\n') });
        data = [];
        continue;
      }
      const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line)!;
      if (field === 'data') data.push(value!);
      else if (field === 'id') id = value!;
    }
    return messages;
  };
}
