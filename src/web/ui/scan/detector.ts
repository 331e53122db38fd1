/** What reads QR codes out of a picture: the browser's own `BarcodeDetector`, or one with its interface. */
export interface Detector {
  detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}

export interface DetectorMaker {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** `native` is undefined in browsers without one; `loadOwn` fetches ours, which is a megabyte and kept after its first use. */
export async function openDetector(native: DetectorMaker | undefined, loadOwn: () => Promise<Detector>): Promise<Detector> {
  // Chromium on some systems has the class and no reader behind it.
  const formats = (await native?.getSupportedFormats().catch(() => [])) ?? [];
  return native !== undefined && formats.includes('qr_code') ? new native({ formats: ['qr_code'] }) : loadOwn();
}
