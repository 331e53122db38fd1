import type { Matrix } from '../../src/server/qr/matrix.ts';

/** What a phone in a hall sees of a QR on a screen: angle, distance, blur, light and noise, seeded and in plain arithmetic. */

export interface Conditions {
  /** Largest turn in the plane of the picture, degrees. */
  readonly turnDegrees: number;
  /** Largest angle off the screen's axis, degrees; the far side shrinks. */
  readonly tiltDegrees: number;
  /** Standard deviation of the blur, in pixels of the camera. */
  readonly blurPixels: readonly [least: number, most: number];
  /** Standard deviation of the noise, of 255. */
  readonly noise: number;
  /** Brightness of black and of white, of 255: a lamp on the screen lifts its black. */
  readonly black: number;
  readonly white: number;
  /** How much darker one side of the picture is than the other, as a part of its brightness. */
  readonly gradient: number;
}

export const good: Conditions = { turnDegrees: 6, tiltDegrees: 12, blurPixels: [0.3, 0.6], noise: 4, black: 25, white: 235, gradient: 0.05 };
export const hard: Conditions = { turnDegrees: 12, tiltDegrees: 30, blurPixels: [0.8, 1.2], noise: 6, black: 80, white: 200, gradient: 0.15 };

export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel. */
  readonly pixels: Uint8Array;
}

const quietZone = 4;
/** Samples a pixel in each direction. */
const samples = 3;
/** The camera is so many symbol sides away: the front rows, where perspective shows most. */
const distance = 8;

/** A picture in which the symbol, without its quiet zone, is `side` pixels wide before it is tilted. */
export function photograph(matrix: Matrix, side: number, { turnDegrees, tiltDegrees, ...light }: Conditions, random: () => number): GrayPicture {
  const size = Math.ceil(side * 1.5) + 12;
  const spread = (most: number) => (random() * 2 - 1) * most;
  const turn = (spread(turnDegrees) * Math.PI) / 180;
  const tilt = (spread(tiltDegrees) * Math.PI) / 180;
  const [shiftX, shiftY] = [random(), random()];
  const surface = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let dark = 0;
      for (let sub = 0; sub < samples * samples; sub++) {
        const px = (x + ((sub % samples) + 0.5) / samples - size / 2 - shiftX) / side;
        const py = (y + (Math.floor(sub / samples) + 0.5) / samples - size / 2 - shiftY) / side;
        if (isDarkAt(matrix, px, py, turn, tilt)) dark++;
      }
      surface[y * size + x] = light.white - ((light.white - light.black) * dark) / (samples * samples);
    }
  }
  const [least, most] = light.blurPixels;
  const blurred = blur(surface, size, least + random() * (most - least));
  return { width: size, height: size, pixels: expose(blurred, size, light, random) };
}

/** Turns a point of the picture back onto the tilted screen. */
function isDarkAt(matrix: Matrix, px: number, py: number, turn: number, tilt: number): boolean {
  const x = px * Math.cos(turn) + py * Math.sin(turn);
  const y = py * Math.cos(turn) - px * Math.sin(turn);
  const u = (x * distance) / (distance * Math.cos(tilt) - x * Math.sin(tilt));
  const v = (y * (distance + u * Math.sin(tilt))) / distance;
  const column = Math.floor((u + 0.5) * matrix.length);
  const row = Math.floor((v + 0.5) * matrix.length);
  const isOutside = Math.min(column, row) < -quietZone || Math.max(column, row) >= matrix.length + quietZone;
  return isOutside ? false : (matrix[row]?.[column] ?? false);
}

/** Gauss, one direction after the other. */
function blur(surface: Float32Array, size: number, deviation: number): Float32Array {
  const reach = Math.ceil(deviation * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * deviation ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (source: Float32Array, step: number) => {
    const out = new Float32Array(source.length);
    for (let at = 0; at < source.length; at++) {
      const place = step === 1 ? at % size : Math.floor(at / size);
      let sum = 0;
      for (let offset = -reach; offset <= reach; offset++) {
        const inside = Math.min(size - 1, Math.max(0, place + offset)) - place;
        sum += source[at + inside * step]! * weights[offset + reach]!;
      }
      out[at] = sum / total;
    }
    return out;
  };
  return along(along(surface, 1), size);
}

function expose(surface: Float32Array, size: number, { noise, gradient }: Pick<Conditions, 'noise' | 'gradient'>, random: () => number): Uint8Array {
  const falls = random() < 0.5 ? 1 : -1;
  return Uint8Array.from(surface, (value, at) => {
    const shade = 1 - gradient * (0.5 + falls * ((at % size) / size - 0.5));
    return Math.min(255, Math.max(0, Math.round(value * shade + noise * bell(random))));
  });
}

/** Standard normal (Box and Muller). */
function bell(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Mulberry32: 32 bits of state, the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
