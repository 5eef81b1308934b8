/** A word of a table of words as a cell begins with it: English with a capital letter. */
export function asHead(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
