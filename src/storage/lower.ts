/**
 * A name as PostgreSQL's lower() writes it (Unicode's simple mapping, letter by letter), so that what the server compares
 * and what the database compares is the same: toLowerCase() knows a last sigma, and makes two letters of one.
 */
export function lower(name: string): string {
  if (!/[Σ\u0130]/.test(name)) return name.toLowerCase();
  return [...name].map((letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0)).join('');
}
