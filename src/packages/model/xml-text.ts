/** A control character or half a surrogate pair: XML 1.0 has no way to write it in a name or a value. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * A value as the text of an element or an attribute in double quotes: `& < > "` as entities, as Windows Configuration
 * Designer writes them.
 * @throws RangeError when the value holds what XML cannot
 */
export function xmlText(value: string): string {
  if (UNWRITABLE.test(value)) throw new RangeError('a value holds a character that XML cannot carry');
  return value.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
