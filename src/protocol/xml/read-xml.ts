import { ProtocolError } from '../protocol-error.ts';
import { decodeXml, scanXml } from './scan-xml.ts';
import type { XmlLimits } from './xml-limits.ts';

/** An attribute; namespace declarations are not kept. */
export interface XmlAttribute {
  ns: string;
  local: string;
  value: string;
}

/** An element. Prefixes are gone: a name is a namespace (`''` for none) and a local name. */
export interface XmlElement {
  ns: string;
  local: string;
  attributes: readonly XmlAttribute[];
  children: XmlElement[];
  /** Its own character data, CDATA included, without that of its children. White space is kept. */
  text: string;
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

/**
 * Reads one message into a tree of elements. Strict, bounded by `limits`, linear in the length of `bytes`.
 * Throws ProtocolError: `too-large`, `too-deep`, `too-many`, `dtd`, `encoding` or `malformed`.
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits): XmlElement {
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let top: XmlElement | undefined;
  scanXml(decodeXml(bytes, limits), limits, {
    open(tag) {
      let attributes: XmlAttribute[] | undefined;
      for (const name in tag.attributes) {
        const attribute = tag.attributes[name];
        if (attribute === undefined || attribute.uri === XMLNS) continue;
        attributes ??= [];
        attributes.push({ ns: attribute.uri, local: attribute.local, value: attribute.value });
      }
      const element = {
        ns: tag.uri,
        local: tag.local,
        attributes: attributes ?? NO_ATTRIBUTES,
        children: [],
        text: '',
      };
      if (top === undefined) root = element;
      else top.children.push(element);
      open.push(element);
      top = element;
    },
    close() {
      open.pop();
      top = open[open.length - 1];
    },
    text(text) {
      if (top !== undefined) top.text = top.text === '' ? text : top.text + text;
    },
  });
  if (root === undefined) throw new ProtocolError('malformed', 'the message holds no element');
  return root;
}

/** The children with this local name, in `ns` where one is given. */
export function listChildren(element: XmlElement, local: string, ns?: string): XmlElement[] {
  return element.children.filter((child) => child.local === local && (ns === undefined || child.ns === ns));
}

/** The one child with this name, or undefined. Throws ProtocolError `doubled` where there are several. */
export function findChild(element: XmlElement, local: string, ns?: string): XmlElement | undefined {
  let found: XmlElement | undefined;
  for (const child of element.children) {
    if (child.local !== local || (ns !== undefined && child.ns !== ns)) continue;
    if (found !== undefined) throw new ProtocolError('doubled', `${local} occurs twice in ${element.local}`);
    found = child;
  }
  return found;
}

/** The one child with this name. Throws ProtocolError `missing` or `doubled`. */
export function getChild(element: XmlElement, local: string, ns?: string): XmlElement {
  const child = findChild(element, local, ns);
  if (child === undefined) throw new ProtocolError('missing', `${element.local} has no ${local}`);
  return child;
}

/** Trimmed text of the one child with this name, or undefined. Throws ProtocolError `doubled`. */
export function findText(element: XmlElement, local: string, ns?: string): string | undefined {
  return findChild(element, local, ns)?.text.trim();
}

/**
 * Value of the attribute with this local name, trimmed, whatever its namespace: Windows sends `wsse:Type` as well as `Type`.
 */
export function findAttribute(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local)?.value.trim();
}
