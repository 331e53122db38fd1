import type { LineReader } from './line-reader.ts';

/** What begins with this line: a JSON that was pasted over several lines goes on until it is whole; an empty line gives up. */
export async function readPasted(lines: LineReader, firstLine: string): Promise<string> {
  let text = firstLine;
  while (text.trimStart().startsWith('{') && !isWhole(text)) {
    const more = await lines.ask('... ');
    if (more === undefined || more.trim() === '') break;
    text += `\n${more}`;
  }
  return text;
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
