/** Tag and content of one BER element (X.690 8.1): `from` to `end`. */
interface Element {
  readonly tag: number;
  readonly from: number;
  readonly end: number;
}

const OCTETS = 0x04;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const ENUMERATED = 0x0a;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTROLS = 0xa0;
const SEARCH_ENTRY = 0x64;
const SEARCH_REFERENCE = 0x73;

/** The header of the element at an offset; null = malformed or not whole. Lengths are definite, of four bytes at most. */
export function readHeader(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const short = bytes[at + 1];
  if (tag === undefined || short === undefined) return null;
  if (short < 0x80) return { tag, from: at + 2, end: at + 2 + short };
  const more = short & 0x7f;
  const from = at + 2 + more;
  if (more === 0 || more > 4 || bytes.length < from) return null;
  return { tag, from, end: from + bytes.readUIntBE(at + 2, more) };
}

/**
 * Looks at a whole message before it is parsed: ldapts' loops trust the lengths in it, and one that reaches beyond its
 * parent would keep them turning for ever. Every element lies in its parent, and entries, references, results and controls
 * have their form (RFC 4511 4.1.1, 4.1.9, 4.1.11, 4.5.2).
 * @returns its id, and how many elements it has; null = malformed
 */
export function messageShape(message: Buffer): { readonly id: number; readonly elements: number } | null {
  let elements = 0;
  const each = (whole: Element, visit: (element: Element, position: number) => boolean): boolean => {
    let at = whole.from;
    for (let position = 0; at < whole.end; position += 1) {
      const element = readHeader(message, at);
      if (element === null || element.end > whole.end || !visit(element, position)) return false;
      elements += 1;
      at = element.end;
    }
    return at === whole.end;
  };
  const octets = (element: Element) => element.tag === OCTETS;
  const attribute = (element: Element, position: number) =>
    position === 0 ? octets(element) : position === 1 && element.tag === SET && each(element, octets);
  const entry = (element: Element, position: number) =>
    position === 0
      ? octets(element)
      : position === 1 &&
        element.tag === SEQUENCE &&
        each(element, (one) => one.tag === SEQUENCE && each(one, attribute));
  const result = (element: Element, position: number) =>
    position === 0
      ? element.tag === ENUMERATED && element.end - element.from <= 4 && element.end > element.from
      : position > 2 || octets(element);
  const control = (element: Element, position: number) =>
    position === 0 ? octets(element) : position <= 2 && (octets(element) || element.tag === BOOLEAN);
  const operation = (element: Element) => {
    if (element.tag === SEARCH_ENTRY) return each(element, entry);
    return each(element, element.tag === SEARCH_REFERENCE ? octets : result);
  };

  const whole = readHeader(message, 0);
  if (whole === null || whole.tag !== SEQUENCE || whole.end !== message.length) return null;
  let id = -1;
  let fields = 0;
  const fits = each(whole, (element, position) => {
    fields += 1;
    if (position === 0) {
      const size = element.end - element.from;
      if (element.tag !== INTEGER || size < 1 || size > 4) return false;
      id = message.readIntBE(element.from, size);
      return true;
    }
    if (position === 1) return operation(element);
    return (
      position === 2 &&
      element.tag === CONTROLS &&
      each(element, (one) => one.tag === SEQUENCE && one.end > one.from && each(one, control))
    );
  });
  return fits && fields >= 2 ? { id, elements } : null;
}
