import { openableCamera } from './camera.ts';
import { openDetector, type DetectorMaker } from './detector.ts';
import { scannerOf, type Scanner } from './scanner.ts';

/** The scanner on this browser's camera; the camera is let go when the page is left. */
export function browserScanner(setTimer: (ms: number, task: () => void) => () => void): Scanner {
  // Plain HTTP gives a page no camera, whatever the DOM library's types say.
  const camera = openableCamera({ devices: navigator.mediaDevices as MediaDevices | undefined, setTimer });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && camera.stopResting());
  const native = (globalThis as { readonly BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const loadOwn = async () => (await import('./wasm-detector.ts')).openWasmDetector();
  return scannerOf({ camera, setTimer, openDetector: () => openDetector(native, loadOwn) });
}
