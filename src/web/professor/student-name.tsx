/** A number or a name as its own script writes it: what is cut off is its end, whichever side that is on. */
export function StudentName({ text }: { readonly text: string }) {
  return (
    <bdi class="student-name" title={text}>
      {text}
    </bdi>
  );
}
