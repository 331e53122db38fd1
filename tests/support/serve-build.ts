/** A server in a process of its own, as `attend serve` starts it, with the pages of the directory that is its argument. */
import { processEnvironment } from '../../src/server/config.ts';
import { processIo, serve } from '../../src/server/main.ts';

process.exitCode = await serve(processEnvironment(), { ...processIo(), pagesDir: process.argv[2]! });
