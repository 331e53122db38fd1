import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { build, defineConfig, type BuildOptions, type Plugin, type Rolldown, type UserConfig } from 'vite';

const webRoot = resolve(import.meta.dirname, 'src/web');
const fileOf = (page: 'student' | 'professor' | 'receipt') => join(webRoot, page, `${page}.html`);

const shared = {
  root: webRoot,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
} as const satisfies UserConfig;

const sharedBuild = {
  assetsDir: 'assets',
  // An inlined asset would count against the first load and cannot be cached by itself.
  assetsInlineLimit: 0,
  target: ['es2022', 'safari16.4', 'chrome111', 'firefox119'],
  modulePreload: { polyfill: false },
  reportCompressedSize: false,
} as const satisfies BuildOptions;

/** Where the student page begins. */
const firstModule = /student\/main\.tsx$/;

/**
 * The student page, and after it the rest of `dist/web`. The pages are built apart, so that they share no chunk: phones load
 * nothing that only the staff pages need, and a change of those changes no file that a phone keeps.
 */
export default defineConfig({
  ...shared,
  publicDir: join(webRoot, 'student/public'),
  build: {
    ...sharedBuild,
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    // All of the first load in one script: what later files share with it would else be scripts of their own, each a request more.
    rolldownOptions: { input: fileOf('student'), output: { codeSplitting: { groups: [{ name: 'student', test: firstModule }] } } },
  },
  plugins: [buildTheRest()],
});

function buildTheRest(): Plugin {
  let files: StudentFiles = { precache: [], later: [] };
  let outDir = '';
  return {
    name: 'build-the-rest',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    generateBundle(_, bundle) {
      files = filesOfStudent(bundle);
    },
    async writeBundle() {
      await buildProfessorPage(outDir);
      await buildReceiptPage(outDir);
      await buildServiceWorker(outDir, files);
      await precompress(outDir);
    },
  };
}

async function buildProfessorPage(outDir: string): Promise<void> {
  await build({
    ...shared,
    ...{ configFile: false, publicDir: false, logLevel: 'warn' },
    build: {
      ...{ ...sharedBuild, outDir, emptyOutDir: false, rolldownOptions: { input: fileOf('professor') } },
      // Phones get `light-dark()` rewritten for their older browsers, which settles it once at the root; the projector sets a scheme of its own below that.
      cssTarget: ['safari17.5', 'chrome123', 'firefox120'],
    },
  });
}

/** Whoever checks a receipt may have any browser, so it is built for the same ones as the student page. */
async function buildReceiptPage(outDir: string): Promise<void> {
  await build({
    ...shared,
    ...{ configFile: false, publicDir: false, logLevel: 'warn' },
    build: { ...sharedBuild, outDir, emptyOutDir: false, rolldownOptions: { input: fileOf('receipt') } },
  });
}

/** `/sw.js` is one classic script, since module workers are missing in older phones, and it knows which files are the student page. */
async function buildServiceWorker(outDir: string, files: StudentFiles): Promise<void> {
  // The icons of a home screen are fetched by who puts the page there; a hall's phones need not.
  const precache = [...files.precache, '/manifest.webmanifest', '/icons/icon.svg'].sort();
  const contents = await Promise.all(['/student/student.html', ...precache].map((path) => readFile(join(outDir, path))));
  const version = createHash('sha256').update(Buffer.concat(contents)).digest('base64url').slice(0, 12);
  await build({
    ...shared,
    ...{ configFile: false, publicDir: false, logLevel: 'warn' },
    define: { __VERSION__: JSON.stringify(version), __PRECACHE__: JSON.stringify(precache), __LATER__: JSON.stringify(files.later) },
    build: {
      ...{ ...sharedBuild, outDir, emptyOutDir: false },
      rolldownOptions: {
        input: join(webRoot, 'student/worker/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  });
}

/** The scanner is a megabyte: it is fetched when somebody scans, and not by every phone of a hall. */
const heavyModule = 'ui/scan/wasm-detector.ts';

/** All files of the student page: those to keep from the first visit on, and those to keep once they were used. */
interface StudentFiles {
  readonly precache: readonly string[];
  readonly later: readonly string[];
}

function filesOfStudent(bundle: Rolldown.OutputBundle): StudentFiles {
  const precache = new Set<string>();
  const later = new Set<string>();
  const visit = (file: string, into: Set<string>): void => {
    if (precache.has(file) || into.has(file)) return;
    into.add(file);
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk') return;
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const needed of [...chunk.imports, ...importedCss, ...importedAssets]) visit(needed, into);
    for (const imported of chunk.dynamicImports) {
      const loaded = bundle[imported];
      visit(imported, loaded?.type === 'chunk' && loaded.facadeModuleId?.endsWith(heavyModule) ? later : into);
    }
  };
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.moduleIds.some((id) => firstModule.test(id)));
  if (entry !== undefined) visit(entry.fileName, precache);
  const pathsOf = (files: ReadonlySet<string>) => [...files].map((file) => `/${file}`).sort();
  return { precache: pathsOf(precache), later: pathsOf(later).filter((path) => !precache.has(path.slice(1))) };
}

/** Writes `.gz` and `.br` beside every file of text, so that the server compresses nothing while a hall is loading. */
async function precompress(outDir: string): Promise<void> {
  const files = (await readdir(outDir, { recursive: true })).filter((file) => /\.(html|js|css|svg|webmanifest|wasm)$/.test(file));
  for (const file of files) {
    const content = await readFile(join(outDir, file));
    await writeFile(join(outDir, `${file}.gz`), gzipSync(content, { level: 9 }));
    // The highest quality takes seconds for the scanner's megabyte and saves little.
    const quality = content.length > 200_000 ? 9 : 11;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    await writeFile(join(outDir, `${file}.br`), brotliCompressSync(content, { params }));
  }
}
