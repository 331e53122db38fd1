import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

import { fail, ok, type Result } from '../protocol/result.ts';

/** A certificate with its chain, and its own key, both in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** `pair`: the files are no certificate and key, or not of each other. */
export type CertificateTrouble = 'certFile' | 'keyFile' | 'pair';

export function readCertificate({ certFile, keyFile }: CertificateFiles): Result<Certificate, readonly CertificateTrouble[]> {
  const [cert, key] = [readText(certFile), readText(keyFile)];
  if (cert === undefined || key === undefined) return fail([...(cert === undefined ? ['certFile' as const] : []), ...(key === undefined ? ['keyFile' as const] : [])]);
  try {
    createSecureContext({ cert, key });
    return ok({ cert, key });
  } catch {
    return fail(['pair']);
  }
}

export interface FollowPorts {
  readonly files: CertificateFiles;
  /** The one that is served now. */
  readonly served: Certificate;
  readonly onNew: (certificate: Certificate) => void;
  /** Told once each time that what lies there turns out to be of no use; the old one goes on. */
  readonly onTrouble: (troubles: readonly CertificateTrouble[]) => void;
}

const lookMs = 30_000;

/**
 * Serves a renewed certificate without a restart. Looks at the files again and again rather than waiting to be told: whoever renews puts
 * links in their place, and writes two files one after the other, which do not fit each other in between. Answers how to stop.
 */
export function followCertificate({ files, served, onNew, onTrouble }: FollowPorts): () => void {
  let now = served;
  let told = '';

  function look(): void {
    const found = readCertificate(files);
    if (!found.ok) {
      if (found.failure.join() !== told) onTrouble(found.failure);
      told = found.failure.join();
      return;
    }
    told = '';
    if (found.value.cert === now.cert && found.value.key === now.key) return;
    now = found.value;
    onNew(now);
  }

  const timer = setInterval(look, lookMs).unref();
  return () => clearInterval(timer);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
