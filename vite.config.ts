import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { build, defineConfig, type Plugin, type Rolldown } from 'vite';

const webRoot = resolve(import.meta.dirname, 'src/web');
const pages = ['student', 'professor'].filter((page) => existsSync(join(webRoot, page, `${page}.html`)));

export default defineConfig({
  root: webRoot,
  publicDir: join(webRoot, 'student/public'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // An inlined asset would count against the first load and cannot be cached by itself.
    assetsInlineLimit: 0,
    target: ['es2022', 'safari16.4', 'chrome111', 'firefox115'],
    cssMinify: 'lightningcss',
    cssTarget: ['safari17.5', 'chrome123', 'firefox120'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, join(webRoot, page, `${page}.html`)])) },
  },
  plugins: [finishStudentPage()],
});

/**
 * Builds `/sw.js` after the pages, as one classic script (module workers are missing in older phones), and tells it which
 * files are the student page.
 */
function finishStudentPage(): Plugin {
  let files: ReturnType<typeof filesOfStudent> = { precache: [], later: [] };
  let outDir = '';
  return {
    name: 'finish-student-page',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    generateBundle(_, bundle) {
      files = filesOfStudent(bundle);
    },
    async writeBundle() {
      await buildServiceWorker(outDir, files);
      await precompress(outDir);
    },
  };
}

async function buildServiceWorker(outDir: string, files: ReturnType<typeof filesOfStudent>): Promise<void> {
  const icons = (await readdir(join(outDir, 'icons'))).map((icon) => `/icons/${icon}`);
  const precache = [...files.precache, '/manifest.webmanifest', ...icons].sort();
  const contents = await Promise.all(['/student/student.html', ...precache].map((path) => readFile(join(outDir, path))));
  const version = createHash('sha256').update(Buffer.concat(contents)).digest('base64url').slice(0, 12);
  await build({
    configFile: false,
    root: webRoot,
    publicDir: false,
    logLevel: 'warn',
    define: { __VERSION__: JSON.stringify(version), __PRECACHE__: JSON.stringify(precache), __LATER__: JSON.stringify(files.later) },
    build: {
      outDir,
      emptyOutDir: false,
      target: ['safari16.4', 'chrome111', 'firefox115'],
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(webRoot, 'student/worker/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  });
}

/** The scanner is a megabyte: it is fetched when somebody scans, and not by every phone of a hall. */
const heavyModule = 'student/scan/wasm-detector.ts';

/** All files of the student page: those to keep from the first visit on, and those to keep once they were used. */
function filesOfStudent(bundle: Rolldown.OutputBundle): { readonly precache: readonly string[]; readonly later: readonly string[] } {
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
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file.facadeModuleId?.endsWith('student/student.html'));
  if (entry !== undefined) visit(entry.fileName, precache);
  const pathsOf = (files: ReadonlySet<string>) => [...files].map((file) => `/${file}`).sort();
  return { precache: pathsOf(precache), later: pathsOf(later.difference(precache)) };
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
