import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { PNG } from 'pngjs';

/**
 * What a fake camera sees: one frame of raw video, again and again. Raw frames of one picture size keep the file's length,
 * so a browser that has it open meanwhile sees the new picture; a longer or shorter JPEG would tear.
 */
export function showToCamera(file: string, png: Uint8Array): void {
  const video = y4mOf(png);
  if (!existsSync(file)) return writeFileSync(file, video);
  const open = openSync(file, 'r+');
  writeSync(open, video, 0, video.length, 0);
  closeSync(open);
}

/** One picture of a film, and for how long it is to be seen. */
export interface Shot {
  readonly png: Uint8Array;
  readonly seconds: number;
}

/** A film that begins anew when it ends. A camera that is open already goes on with what it has. */
export function showFilmToCamera(file: string, shots: readonly Shot[]): void {
  const frames = shots.flatMap(({ png, seconds }) => {
    const single = y4mOf(png, filmRate);
    const head = single.indexOf(10) + 1;
    return Array.from({ length: seconds * filmRate }, () => ({ head: single.subarray(0, head), frame: single.subarray(head) }));
  });
  writeFileSync(file, Buffer.concat([frames[0]!.head, ...frames.map(({ frame }) => frame)]));
}

/** Frames a second: few, since each is a megabyte. */
const filmRate = 2;

/** YUV4MPEG2 with one frame of 4:2:0; grey, since a QR needs no colour. */
function y4mOf(png: Uint8Array, rate = 10): Buffer {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420\nFRAME\n`);
  const video = Buffer.alloc(head.length + width * height * 1.5, 128);
  head.copy(video);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue] = [data[pixel * 4]!, data[pixel * 4 + 1]!, data[pixel * 4 + 2]!];
    video[head.length + pixel] = Math.round(16 + 0.257 * red + 0.504 * green + 0.098 * blue);
  }
  return video;
}
