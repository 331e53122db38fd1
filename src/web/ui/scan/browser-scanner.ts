import { openableCamera } from './camera.ts';
import { openDetector, type DetectorMaker } from './detector.ts';
import { scannerOf, type Scanner } from './scanner.ts';

/** Runs the task once after so many ms; returns how to cancel it. */
export type SetTimer = (ms: number, task: () => void) => () => void;

/** The scanner on this browser's camera; the camera is let go when the page is left. */
export function browserScanner<Found>(setTimer: SetTimer, find: (text: string) => Found | undefined): Scanner<Found> {
  // Plain HTTP gives a page no camera, whatever the DOM library's types say.
  const camera = openableCamera({ devices: navigator.mediaDevices as MediaDevices | undefined, setTimer });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && camera.stopResting());
  const native = (globalThis as { readonly BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const loadOwn = async () => (await import('./wasm-detector.ts')).openWasmDetector();
  return scannerOf({ camera, setTimer, openDetector: () => openDetector(native, loadOwn), find });
}
