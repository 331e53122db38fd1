/** The tests that run on the embedded database and again over PostgreSQL: what is asked over HTTP, and what must survive a kill or a storm. */
const twice = [/\/tests\/http\//, /\/tests\/faults\/(?:crash|duplicate-storm)\.test\.ts$/, /\/tests\/e2e\/(?:scan|live)\.test\.ts$/];

/** They speak of the data directory's own files, or ask no server. */
const embeddedAlone = [/\/tests\/http\/(?:contract|openapi|tls|pages|process)\.test\.ts$/];

export function onBothEngines(file: string): boolean {
  const path = file.replaceAll('\\', '/');
  return twice.some((each) => each.test(path)) && !embeddedAlone.some((each) => each.test(path));
}
