import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const css = await readFile(new URL('tokens.css', import.meta.url), 'utf8');
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(([, name, light, dark]) => [name!, { light: light!, dark: dark! }]),
);
const meanings = ['neutral', 'action', 'good', 'late', 'wait', 'bad'];
const grounds = ['page', 'surface', 'raised'];
const pairs: readonly (readonly [ink: string, ground: string])[] = [
  ...meanings.flatMap((meaning): [string, string][] => [
    [`${meaning}-on`, `${meaning}-fill`],
    [`${meaning}-ink`, `${meaning}-soft`],
    [`${meaning}-ink`, 'page'],
    [`${meaning}-ink`, 'surface'],
  ]),
  ...grounds.flatMap((ground): [string, string][] => [
    ['text', ground],
    ['text-soft', ground],
  ]),
];

for (const scheme of ['light', 'dark'] as const) {
  test(`every text colour has a contrast of at least 4.5 on its ground in the ${scheme} scheme`, () => {
    const weak = pairs.filter(([ink, ground]) => contrast(colourOf(ink, scheme), colourOf(ground, scheme)) < 4.5);
    assert.deepEqual(weak, []);
  });
}

function colourOf(name: string, scheme: 'light' | 'dark'): string {
  const pair = colours.get(name);
  assert.ok(pair, `--${name} is a pair of colours`);
  return pair[scheme];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(left: string, right: string): number {
  const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
