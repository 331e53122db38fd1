import { readFileSync } from 'node:fs';

import { api, type Api } from '../../client/api.ts';
import { checkReceipt, readCheckingKey, type CheckingKey } from '../../client/check-receipt.ts';
import { recordNow } from '../../client/receipt-now.ts';
import { utf8 } from '../../protocol/bytes.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { writeWhole } from '../atomic-file.ts';
import { conclude, type AddCommands } from '../command.ts';
import { complaint, exitCode, type Complaint } from '../exit-code.ts';
import { noProofInWords, nowAsJson, receiptInWords } from '../receipt-words.ts';
import { addServerOption, orComplain, parseServerUrl } from '../server-options.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

interface VerifyOptions {
  readonly server: string;
  readonly key?: string;
  readonly json?: true;
}

interface SaveOptions {
  readonly server: string;
  readonly out: string;
  readonly json?: true;
}

const { subtle } = globalThis.crypto;

/** Anyone checks a receipt: no token is asked for. */
export const addReceiptCommands: AddCommands = (program, terminal, end) => {
  const receipts = program.command('receipt').description('signed receipts: check one, save one, print the key to check them with');
  addServerOption(receipts.command('verify').description('check a receipt that a student saved; ends with 0 only where it is genuine'))
    .argument('<file>', 'the receipt')
    .option('--key <file>', 'check with this public key, as "attend receipt key" printed it, and ask no server')
    .option('--json', 'print JSON')
    .action((file: string, options: VerifyOptions) => conclude(terminal, end, verifyReceipt(file, options, terminal)));
  addServerOption(receipts.command('save').description('save the signed receipt of an entry'))
    .argument('<entry>', 'entry_id, as the details of a scan and "Show offline queue" name it')
    .requiredOption('--out <file>', 'write to this file, whole or not at all')
    .option('--json', 'print what was written as JSON')
    .action((entryId: string, options: SaveOptions) => conclude(terminal, end, saveReceipt(entryId, options, terminal)));
  addServerOption(receipts.command('key').description("print the server's public key as JSON")).action((options: { readonly server: string }) =>
    conclude(terminal, end, printKey(options.server, terminal)),
  );
};

async function verifyReceipt(file: string, options: VerifyOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const text = readText(file);
  if (!text.ok) return text;
  const server = options.key === undefined ? reach(options.server, terminal) : undefined;
  if (server?.ok === false) return server;
  const key = server === undefined ? await keyInFile(options.key!) : await keyOfServer(server.value);
  if (!key.ok) return key;
  const { keyId } = key.value;
  const checked = await checkReceipt(text.value, key.value, subtle);
  const now = checked.ok && server !== undefined ? await recordNow(checked.value, server.value.api, key.value, subtle) : undefined;
  if (options.json) {
    printJson(terminal, checked.ok ? { genuine: true, key_id: keyId, receipt: checked.value, now: nowAsJson(now) } : { genuine: false, key_id: keyId, why: checked.failure.why });
  } else if (checked.ok) {
    printLine(terminal.stdout, `Genuine: the server signed this.\n${receiptInWords(checked.value, keyId, now)}`);
  }
  return checked.ok ? ok(undefined) : fail(complaint(exitCode.failed, noProofInWords(checked.failure, keyId)));
}

async function saveReceipt(entryId: string, { server, out, json }: SaveOptions, terminal: Terminal): Promise<Result<void, Complaint>> {
  const reached = reach(server, terminal);
  if (!reached.ok) return reached;
  const receipt = await orComplain(reached.value.api.call('signReceipt', { body: { entry_id: entryId } }), reached.value.baseUrl);
  if (!receipt.ok) return receipt;
  const content = utf8(`${JSON.stringify(receipt.value, null, 2)}\n`);
  const written = writeWhole(out, content);
  if (!written.ok) return written;
  if (json) printJson(terminal, { file: out, bytes: content.length });
  else printLine(terminal.stdout, `Wrote ${out}.`);
  return ok(undefined);
}

async function printKey(server: string, terminal: Terminal): Promise<Result<void, Complaint>> {
  const reached = reach(server, terminal);
  if (!reached.ok) return reached;
  const key = await orComplain(reached.value.api.call('receiptKey', {}), reached.value.baseUrl);
  if (key.ok) printJson(terminal, key.value);
  return key.ok ? ok(undefined) : key;
}

interface Reached {
  readonly baseUrl: string;
  readonly api: Api;
}

function reach(server: string, { fetch }: Terminal): Result<Reached, Complaint> {
  const baseUrl = parseServerUrl(server);
  return baseUrl.ok ? ok({ baseUrl: baseUrl.value, api: api({ fetch, baseUrl: baseUrl.value }) }) : baseUrl;
}

async function keyOfServer({ baseUrl, api }: Reached): Promise<Result<CheckingKey, Complaint>> {
  const published = await orComplain(api.call('receiptKey', {}), baseUrl);
  if (!published.ok) return published;
  const key = await readCheckingKey(JSON.stringify(published.value), subtle);
  return key === undefined ? fail(complaint(exitCode.unreachable, `${baseUrl} answers with no key of an attendance server.`)) : ok(key);
}

async function keyInFile(file: string): Promise<Result<CheckingKey, Complaint>> {
  const text = readText(file);
  if (!text.ok) return text;
  const key = await readCheckingKey(text.value, subtle);
  return key === undefined ? fail(complaint(exitCode.usage, `${file} holds no key. Save one with "attend receipt key > receipt-key.json" and name that file.`)) : ok(key);
}

function readText(file: string): Result<string, Complaint> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(complaint(exitCode.usage, `${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Name a file that is there.`));
  }
}
