/** What a server's process does before its own code is loaded, in its first thread and in those that it starts. */
import { setFlagsFromString } from 'node:v8';
import './compile-cache.js';

// The first thread's young heap has its size by then. The others keep hardly anything that they make, so a larger one only holds memory.
setFlagsFromString('--max-semi-space-size=2');
