import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A built file as it is sent: read once, with the compressed forms that a browser may take instead. */
export interface PageFile {
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  readonly contentType: string;
  readonly etag: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Every built file by its path below the directory, with `/` between; empty where nothing was built. */
export function readPageFiles(directory: string): ReadonlyMap<string, PageFile> {
  const names = new Set(listFiles(directory));
  const read = (name: string) => (names.has(name) ? readFileSync(join(directory, name)) : undefined);
  const served = [...names].filter((name) => !/\.(?:br|gz|map)$/.test(name));
  return new Map(served.map((name) => [name, pageFile(name, readFileSync(join(directory, name)), read(`${name}.br`), read(`${name}.gz`))]));
}

const worthCompressing = 1024;

function pageFile(name: string, plain: Buffer, br: Buffer | undefined, gzip: Buffer | undefined): PageFile {
  const contentType = contentTypes[extname(name)] ?? 'application/octet-stream';
  const isText = /^text|json|svg/.test(contentType) && plain.length > worthCompressing;
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { plain, br, gzip: gzip ?? (isText ? gzipSync(plain) : undefined), contentType, etag };
}

function listFiles(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
