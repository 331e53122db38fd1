import { insertOneByOne } from './one-by-one.ts';

/** Inserts for so many seconds and tells its parent how many rows went in a second. */
const [seconds = '1', ...bodies] = process.argv.slice(2);
process.send!(insertOneByOne(bodies, Number(seconds)).perSecond);
