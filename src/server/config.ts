import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { base64url } from '../protocol/base64url.ts';
import { parseHex } from '../protocol/bytes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { parseTargets } from '../store/postgres/targets.ts';
import { readCertificate, type Certificate, type CertificateFiles } from './certificate.ts';

/** Everything that can be set from outside, as `.env.example` explains it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** PostgreSQL; undefined means the embedded database in the data directory. */
  readonly databaseUrl: string | undefined;
  /** An origin without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** 32 bytes; undefined means the key file in the data directory. */
  readonly masterKey: Uint8Array | undefined;
  readonly tls: (Certificate & CertificateFiles) | undefined;
  readonly logLevel: LogLevel;
}

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

export const variables = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'PUBLIC_URL',
  'MASTER_KEY',
  'MASTER_KEY_FILE',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'LOG_LEVEL',
  'DATABASE_URL',
] as const;
type Variable = (typeof variables)[number];

/** The environment of this process; nothing else reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Reads all of it and answers every problem at once, one sentence each. An empty variable is one that is not set. */
export function parseConfig(environment: Environment): Result<Config, readonly string[]> {
  const problems: string[] = [];
  const read = (name: Variable) => environment[name]?.trim() || undefined;
  const wrong = (name: Variable, why: string, example: string) => {
    problems.push(`${name}=${JSON.stringify(shown(name, read(name)))} ${why}; for example ${name}=${example}`);
    return undefined;
  };

  const config: Config = {
    port: parsePort(read('PORT')) ?? wrong('PORT', 'is no port number between 0 and 65535', '5000') ?? 0,
    host: read('HOST') ?? '0.0.0.0',
    dataDir: resolve(read('DATA_DIR') ?? './data'),
    databaseUrl: readDatabaseUrl(read('DATABASE_URL'), wrong),
    publicUrl: readPublicUrl(read('PUBLIC_URL'), wrong),
    masterKey: readMasterKey(read, wrong),
    tls: readTls(read, wrong),
    logLevel:
      logLevels.find((level) => level === (read('LOG_LEVEL') ?? 'warn')) ??
      wrong('LOG_LEVEL', `is none of ${logLevels.join(', ')}`, 'info') ??
      'info',
  };
  if (/[\s/]/.test(config.host)) wrong('HOST', 'is no address to listen on', '0.0.0.0');
  return problems.length === 0 ? ok(Object.freeze(config)) : fail(problems);
}

type Read = (name: Variable) => string | undefined;
type Wrong = (name: Variable, why: string, example: string) => undefined;

const secretVariables: ReadonlySet<Variable> = new Set(['MASTER_KEY', 'DATABASE_URL']);

function shown(name: Variable, value = ''): string {
  return secretVariables.has(name) ? `(hidden, ${value.length} characters)` : value;
}

function parsePort(text = '5000'): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function readDatabaseUrl(text: string | undefined, wrong: Wrong): string | undefined {
  if (text === undefined) return undefined;
  return parseTargets(text) !== undefined ? text : wrong('DATABASE_URL', 'is no address of a PostgreSQL database', 'postgres://attend:PASSWORD@localhost:5432/attendance');
}

function readPublicUrl(text: string | undefined, wrong: Wrong): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash + url.username === '';
  return isOrigin ? url.origin : wrong('PUBLIC_URL', 'is no address of a site without a path', 'https://attend.example.edu');
}

const keyFileExample = '/run/secrets/master.key';
const keyExample = '"$(openssl rand -hex 32)"';

function readMasterKey(read: Read, wrong: Wrong): Uint8Array | undefined {
  const text = read('MASTER_KEY');
  const file = read('MASTER_KEY_FILE');
  if (text !== undefined && file !== undefined) return wrong('MASTER_KEY_FILE', 'is set beside MASTER_KEY; set one of them', keyFileExample);
  if (text !== undefined) return parseMasterKey(text) ?? wrong('MASTER_KEY', 'is not 32 bytes as 64 hex digits or as base64url', keyExample);
  if (file === undefined) return undefined;
  const content = readText(file);
  if (content === undefined) return wrong('MASTER_KEY_FILE', 'cannot be read', keyFileExample);
  return parseMasterKey(content) ?? wrong('MASTER_KEY_FILE', 'does not hold 32 bytes as 64 hex digits or as base64url', keyFileExample);
}

/** 32 bytes as 64 hex digits or as base64url, with or without the newline that an editor leaves. */
export function parseMasterKey(text: string): Uint8Array | undefined {
  const letters = text.trim();
  const bytes = letters.length === 64 ? parseHex(letters.toLowerCase()) : base64url.decode(letters.replace(/=$/, ''));
  return bytes?.length === 32 ? bytes : undefined;
}

function readTls(read: Read, wrong: Wrong): Config['tls'] {
  const certFile = read('TLS_CERT_FILE');
  const keyFile = read('TLS_KEY_FILE');
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined) return wrong('TLS_CERT_FILE', 'is missing beside TLS_KEY_FILE', '/etc/attend/fullchain.pem');
  if (keyFile === undefined) return wrong('TLS_KEY_FILE', 'is missing beside TLS_CERT_FILE', '/etc/attend/privkey.pem');
  const certificate = readCertificate({ certFile, keyFile });
  if (certificate.ok) return { ...certificate.value, certFile, keyFile };
  for (const trouble of certificate.failure) {
    const [name, why, example] = wrongFile[trouble];
    wrong(name, why, example);
  }
  return undefined;
}

const wrongFile = {
  certFile: ['TLS_CERT_FILE', 'cannot be read', '/etc/attend/fullchain.pem'],
  keyFile: ['TLS_KEY_FILE', 'cannot be read', '/etc/attend/privkey.pem'],
  pair: ['TLS_CERT_FILE', 'and TLS_KEY_FILE are not a certificate and its own key, both in PEM', '/etc/attend/fullchain.pem'],
} as const;

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
