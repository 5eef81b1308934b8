import { isUtf8 } from 'node:buffer';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { ProtocolError } from '../protocol-error.ts';
import type { XmlLimits } from './xml-limits.ts';

/** What a scan reports. `offset` is a position in the scanned text: just behind the `>` of the tag, comment or instruction. */
export interface XmlHandlers {
  open(tag: SaxesTagNS, offset: number): void;
  close(offset: number): void;
  text?(text: string): void;
  /** A comment or a processing instruction ended here. */
  skipped?(offset: number): void;
}

const UTF8_NAMES = /^(utf-?8|us-ascii)$/i;

/**
 * The text of a UTF-8 message, byte order mark taken off.
 * Throws ProtocolError `too-large` above `limits.bytes` and `encoding` for anything but UTF-8, UTF-16 included.
 */
export function decodeXml(bytes: Uint8Array, limits: Pick<XmlLimits, 'bytes'>): string {
  if (bytes.byteLength > limits.bytes) {
    throw new ProtocolError('too-large', `the message is larger than ${limits.bytes} bytes`);
  }
  if (!isUtf8(bytes)) throw new ProtocolError('encoding', 'the message is not UTF-8');
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', hasMark ? 3 : 0);
}

/**
 * Reads namespace-aware XML 1.0 and reports it element by element, in linear time. The only place that runs a parser.
 * Throws ProtocolError and nothing else of its own: `dtd` for a document type (so no entity is ever defined), `too-deep`
 * and `too-many` by `limits`, `encoding` for a declared encoding other than UTF-8, `malformed` for what is not well-formed.
 */
export function scanXml(text: string, limits: XmlLimits, handlers: XmlHandlers): void {
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  let depth = 0;
  let elements = 0;
  let attributes = 0;

  // The parser's own messages quote the document, which may hold a secret.
  parser.on('error', () => {
    throw new ProtocolError('malformed', `not well-formed XML at character ${parser.position}`);
  });
  parser.on('doctype', () => {
    throw new ProtocolError('dtd', 'a document type is not allowed');
  });
  parser.on('xmldecl', (declaration) => {
    if (declaration.encoding !== undefined && !UTF8_NAMES.test(declaration.encoding)) {
      throw new ProtocolError('encoding', 'the message does not declare UTF-8');
    }
  });
  parser.on('opentagstart', () => {
    attributes = 0;
    if (++elements > limits.elements) throw new ProtocolError('too-many', `more than ${limits.elements} elements`);
    if (++depth > limits.depth) throw new ProtocolError('too-deep', `elements nested deeper than ${limits.depth}`);
  });
  parser.on('attribute', (attribute) => {
    if (++attributes > limits.attributes) {
      throw new ProtocolError('too-many', `an element with more than ${limits.attributes} attributes`);
    }
    if (attribute.value.length > limits.attributeLength) {
      throw new ProtocolError('too-large', `an attribute longer than ${limits.attributeLength} characters`);
    }
  });
  parser.on('opentag', (tag) => handlers.open(tag, parser.position));
  parser.on('closetag', () => {
    depth--;
    handlers.close(parser.position);
  });
  const { text: onText, skipped } = handlers;
  if (onText !== undefined) {
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  if (skipped !== undefined) {
    // a comment is reported before its `>`
    parser.on('comment', () => skipped(parser.position + 1));
    parser.on('processinginstruction', () => skipped(parser.position));
  }
  parser.write(text).close();
}
