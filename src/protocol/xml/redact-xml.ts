import type { SaxesTagNS } from 'saxes';
import { decodeXml, scanXml } from './scan-xml.ts';
import type { XmlLimits } from './xml-limits.ts';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** A stretch of the text, and what is shown instead. */
interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** An open element. Offsets count in the text. */
interface Frame {
  name: string;
  /** Behind the tag before this one: where the text is cut if this element is never closed. */
  before: number;
  contentStart: number;
  /** Its whole content is secret. */
  isSecret: boolean;
  /** What it holds may turn out to be secret once more of it is read. */
  isHolding: boolean;
  /** Something inside it has named its Data as secret. */
  namesSecret: boolean;
  /** Data elements that are secret if the item says so. */
  data: Replacement[];
  text: string;
}

const HEAD_BYTES = 4;
const HOLDING = new Set(['item', 'cred', 'contextitem', 'security', 'chal']);
const NAMING = new Set(['type', 'locuri']);
const SECRET_ELEMENTS = new Set(['password', 'nextnonce']);
const SECRET_PARMS = new Set(['aauthsecret', 'aauthdata']);
const SECRET_CONTEXT_ITEMS = new Set(['enrollmentdata']);
/** Certificate requests are for everybody to see; every other token opens something. */
const PUBLIC_TOKEN = /#PKCS(10|7)$/i;
/** Last names of nodes whose value is a secret. */
const SECRET_NODES = new Set(['aauthsecret', 'aauthdata', 'password', 'secret', 'challenge', 'sharedkey', 'psk']);

/**
 * Occurs in every message of which something is to be hidden, since names in XML cannot be written with references:
 * names of secrets, references, comments, instructions, and characters that are not XML. Most messages of a session
 * hold none and need not be read a second time.
 */
const SUSPECT =
  /password|nextnonce|securitytoken|enrollmentdata|aauth|cred|usertoken|secret|challenge|sharedkey|psk|&#|<!|<\?|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/i;

/**
 * A message as it may be stored and shown: its own text, with `[redacted]` in the place of every secret. Those are
 * passwords, credentials, nonces, tokens but certificate requests, account secrets of a provisioning document, Entra
 * tokens in alerts, EnrollmentData, values of nodes named for a secret, and whatever a comment or instruction holds.
 * Names are compared without case, namespace or prefix, so that a message that is wrong in these is redacted too.
 *
 * Never throws. Of a message that is cut off or not well-formed the part is shown that was read and cannot hold a
 * secret; of one that is no XML at all, its length and its first 4 bytes, which tell a format but no password.
 */
export function redactXml(bytes: Uint8Array, limits: XmlLimits): string {
  let text: string;
  try {
    text = decodeXml(bytes, limits);
  } catch {
    return describe(bytes);
  }
  if (text.startsWith('<') && text.endsWith('>') && !SUSPECT.test(text)) return text;
  const redaction = createRedaction(text);
  try {
    scanXml(text, limits, redaction);
    return redaction.render(text.length);
  } catch {
    const end = redaction.safeEnd();
    return end === 0 ? describe(bytes) : `${redaction.render(end)}[unreadable from character ${end} of ${text.length}]`;
  }
}

function describe(bytes: Uint8Array): string {
  const head = [...bytes.subarray(0, HEAD_BYTES)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return `[unreadable: ${bytes.byteLength} bytes${head.length === 0 ? '' : `, beginning ${head.join(' ')}`}]`;
}

function createRedaction(text: string) {
  const replacements: Replacement[] = [];
  const open: Frame[] = [];
  let last = 0;

  return {
    open(tag: SaxesTagNS, offset: number): void {
      const parent = open.at(-1);
      const frame: Frame = {
        name: tag.local.toLowerCase(),
        before: last,
        contentStart: offset,
        isSecret: false,
        isHolding: false,
        namesSecret: false,
        data: [],
        text: '',
      };
      frame.isSecret = isSecretElement(frame.name, tag, open);
      frame.isHolding = HOLDING.has(frame.name);
      frame.namesSecret = parent?.namesSecret ?? false;
      if (frame.name === 'contextitem') {
        frame.namesSecret = SECRET_CONTEXT_ITEMS.has(attributeOf(tag, 'name').toLowerCase());
      }
      if (frame.name === 'parm') redactParm(tag, offset);
      open.push(frame);
      last = offset;
    },

    close(offset: number): void {
      const frame = open.pop();
      const parent = open.at(-1);
      last = offset;
      if (frame === undefined || parent === undefined) return;
      // the open and close of an empty-element tag are one place: nothing to hide, and no end tag to look back for
      const end = offset === frame.contentStart ? offset : text.lastIndexOf('</', offset - 1);
      const content = { start: frame.contentStart, end, text: REDACTED };
      if (frame.isSecret) replacements.push(content);
      else if (frame.name === 'value' && parent.name === 'contextitem' && parent.namesSecret)
        replacements.push(content);
      else if (frame.name === 'data' && parent.name === 'item') parent.data.push(content);
      else if (NAMING.has(frame.name) && namesSecret(frame)) {
        for (const ancestor of [parent, open.at(-2)]) if (ancestor !== undefined) ancestor.namesSecret = true;
      } else if (frame.name === 'item' && frame.namesSecret) replacements.push(...frame.data);
    },

    text(part: string): void {
      const frame = open.at(-1);
      if (frame !== undefined && NAMING.has(frame.name)) frame.text += part;
    },

    skipped(offset: number): void {
      const start = text.indexOf('<', last);
      replacements.push({ start, end: offset, text: REDACTED });
      last = offset;
    },

    /** How far the text may be shown after reading broke off. */
    safeEnd(): number {
      const held = open.find((frame) => frame.isSecret || frame.isHolding);
      return held === undefined ? last : held.before;
    },

    render(end: number): string {
      let shown = '';
      let from = 0;
      // of two that begin together the longer one holds the other
      for (const replacement of replacements.sort((a, b) => a.start - b.start || b.end - a.end)) {
        if (replacement.start < from || replacement.end > end || replacement.start === replacement.end) continue;
        shown += text.slice(from, replacement.start) + replacement.text;
        from = replacement.end;
      }
      return shown + text.slice(from, end);
    },
  };

  /** The value of such a parm is an attribute: the tag is written anew with its name alone. */
  function redactParm(tag: SaxesTagNS, offset: number): void {
    const name = attributeOf(tag, 'name');
    if (!SECRET_PARMS.has(name.toLowerCase())) return;
    const start = text.lastIndexOf('<', offset - 1) + 1 + tag.name.length;
    const end = offset - (tag.isSelfClosing ? 2 : 1);
    replacements.push({ start, end, text: ` name="${name}" value="${REDACTED}"` });
  }
}

function isSecretElement(name: string, tag: SaxesTagNS, open: readonly Frame[]): boolean {
  if (SECRET_ELEMENTS.has(name)) return true;
  if (name === 'binarysecuritytoken') return !PUBLIC_TOKEN.test(attributeOf(tag, 'valuetype').trim());
  return name === 'data' && open.some((frame) => frame.name === 'cred');
}

function namesSecret(frame: Frame): boolean {
  if (frame.name === 'type') return /usertoken/i.test(frame.text);
  const [path = ''] = frame.text.split('?', 1);
  return SECRET_NODES.has(
    path
      .slice(path.lastIndexOf('/') + 1)
      .trim()
      .toLowerCase(),
  );
}

function attributeOf(tag: SaxesTagNS, local: string): string {
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name];
    if (attribute !== undefined && attribute.local.toLowerCase() === local) return attribute.value;
  }
  return '';
}
