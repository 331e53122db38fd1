/** What the build makes of imports that are not programs. */

declare module '*.wasm?url' {
  const url: string;
  export default url;
}
