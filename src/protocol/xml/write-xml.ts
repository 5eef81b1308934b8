import { ProtocolError } from '../protocol-error.ts';

/** Rendered XML. Its own type, so that text never passes for markup nor markup for text. */
export interface Markup {
  readonly markup: string;
}

/** Text to escape, markup to keep, a list of both, or nothing. */
export type Content = string | Markup | undefined | readonly Content[];

/** Names to values, written in this order. Names are literals of ours and are not checked. */
export type Attributes = Readonly<Record<string, string>>;

const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const IN_TEXT = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<>"\t\n\r]/g;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * An element. `name` may carry a prefix that `attributes` or an ancestor declares. Without content it closes itself; with
 * an empty text it is written as a pair of tags.
 * Throws ProtocolError `unwritable` for a character that XML 1.0 cannot hold.
 */
export function element(name: string, attributes: Attributes = {}, ...content: readonly Content[]): Markup {
  let start = `<${name}`;
  for (const key in attributes) start += ` ${key}="${escapeXml(attributes[key] ?? '', IN_ATTRIBUTE)}"`;
  return { markup: content.length === 0 ? `${start}/>` : `${start}>${renderContent(content)}</${name}>` };
}

/** The document as UTF-8 without byte order mark and without XML declaration. */
export function renderXml(root: Markup): Buffer {
  return Buffer.from(root.markup, 'utf8');
}

function renderContent(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeXml(content, IN_TEXT);
  if ('markup' in content) return content.markup;
  let markup = '';
  for (const part of content) markup += renderContent(part);
  return markup;
}

/** A reader turns a raw CR into LF, and in attributes white space into blanks: hence the references for them. */
function escapeXml(text: string, special: RegExp): string {
  if (NOT_XML.test(text) || !text.isWellFormed()) {
    throw new ProtocolError('unwritable', 'XML cannot hold a control character or half a surrogate pair');
  }
  return text.replace(special, (character) => REFERENCES[character] ?? character);
}
