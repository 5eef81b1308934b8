import { ProtocolError } from '../protocol-error.ts';
import { checkLength } from '../xml/check-length.ts';
import { findChild, findText, getChild, type XmlElement } from '../xml/read-xml.ts';
import type { Cred, Item, Meta } from './message.ts';
import { SYNCML } from './namespaces.ts';

const TEXT_LIMIT = 256;
const LOC_URI_LIMIT = 4_096;
const CRED_LIMIT = 4_096;

/** A whole number in `element`'s child. Throws ProtocolError `missing`, `doubled` or `bad-value`. */
export function getNumber(element: XmlElement, local: string): number {
  return readNumber(getChild(element, local, SYNCML));
}

/** A whole number of at most nine digits. Throws ProtocolError `bad-value`. */
export function readNumber(element: XmlElement): number {
  const text = element.text.trim();
  if (!/^\d{1,9}$/.test(text)) throw new ProtocolError('bad-value', `${element.local} is not a whole number`);
  return Number(text);
}

/** Trimmed text of `element`'s child, not empty. Throws ProtocolError `missing`, `doubled`, `bad-value` or `too-large`. */
export function getName(element: XmlElement, local: string): string {
  const text = getChild(element, local, SYNCML).text.trim();
  if (text === '') throw new ProtocolError('bad-value', `${local} is empty`);
  return checkLength(text, TEXT_LIMIT, local);
}

/** LocURI of a Target or Source, as sent. Throws ProtocolError `missing`, `doubled` or `too-large`. */
export function readLocUri(element: XmlElement): string {
  return checkLength(getChild(element, 'LocURI', SYNCML).text, LOC_URI_LIMIT, 'LocURI');
}

/** `Source/LocName`. Throws ProtocolError `doubled` or `too-large`. */
export function findLocName(element: XmlElement): string | undefined {
  const name = findText(element, 'LocName', SYNCML);
  return name === undefined ? undefined : checkLength(name, TEXT_LIMIT, 'LocName');
}

/** Reads a Meta by local names: one published sample has a wrong namespace (OMA-REP, metinf). */
export function readMeta(element: XmlElement | undefined): Meta {
  const meta: Meta = {};
  for (const child of element?.children ?? []) {
    const text = checkLength(child.text.trim(), TEXT_LIMIT, 'Meta');
    switch (child.local) {
      case 'Format':
        meta.format = once(meta.format, text, child);
        break;
      case 'Type':
        meta.type = once(meta.type, text, child);
        break;
      case 'Mark':
        meta.mark = once(meta.mark, text, child);
        break;
      case 'NextNonce':
        meta.nextNonce = once(meta.nextNonce, text, child);
        break;
      case 'Size':
        meta.size = once(meta.size, readNumber(child), child);
        break;
    }
  }
  return meta;
}

/** Reads a Cred. Throws ProtocolError `missing` without a type or data. */
export function readCred(element: XmlElement): Cred {
  const { type, format } = readMeta(findChild(element, 'Meta', SYNCML));
  if (type === undefined) throw new ProtocolError('missing', 'Cred has no Type');
  const data = checkLength(getChild(element, 'Data', SYNCML).text.trim(), CRED_LIMIT, 'Cred');
  return { type, ...(format === undefined ? {} : { format }), data };
}

/** Reads an Item (OMA-REP 6.5). `inherited` is the Meta of its command, for what its own leaves open. */
export function readItem(element: XmlElement, inherited: Meta): Item {
  const item: Item = { meta: inherited, moreData: false };
  let meta: Meta | undefined;
  for (const child of element.children) {
    if (child.ns !== SYNCML) continue;
    switch (child.local) {
      case 'Target':
        item.target = once(item.target, readLocUri(child), child);
        break;
      case 'Source':
        item.source = once(item.source, readLocUri(child), child);
        break;
      case 'Meta':
        meta = once(meta, readMeta(child), child);
        item.meta = { ...inherited, ...meta };
        break;
      case 'Data':
        item.data = once(item.data, textOf(child), child);
        break;
      case 'MoreData':
        item.moreData = true;
        break;
    }
  }
  return item;
}

/** All character data of an element, that of markup inside it included: some PCs send XML values unescaped. */
function textOf(element: XmlElement): string {
  return element.children.length === 0 ? element.text : element.text + element.children.map(textOf).join('');
}

function once<T>(before: T | undefined, now: T, element: XmlElement): T {
  if (before !== undefined) throw new ProtocolError('doubled', `${element.local} occurs twice`);
  return now;
}
