/** Where a line begins and ends in a text; lines count from one. */
export function lineSpan(text: string, line: number): readonly [start: number, end: number] {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return [Math.min(start, text.length), Math.min(start + (lines[line - 1]?.length ?? 0), text.length)];
}

/** Puts the reader on a line of a text field, with the line marked. */
export function selectLine(field: HTMLTextAreaElement | null, line: number): void {
  if (!field) return;
  field.focus();
  field.setSelectionRange(...lineSpan(field.value, line));
  const height = Number.parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 3) * (Number.isNaN(height) ? 20 : height));
}
