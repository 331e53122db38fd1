import { serve } from '../../src/server/main.ts';

/** A server in a process of its own: what the tests send signals to. */
process.exitCode = await serve();
