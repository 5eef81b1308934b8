import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError, type ProtocolErrorCode } from '../protocol-error.ts';
import { findAttribute, findChild, findText, getChild, listChildren, readXml } from './read-xml.ts';
import { scanXml } from './scan-xml.ts';
import { element, renderXml } from './write-xml.ts';
import { ENROLLMENT_LIMITS, SYNCML_LIMITS, type XmlLimits } from './xml-limits.ts';

const LIMITS: XmlLimits = { bytes: 4_096, elements: 20, depth: 4, attributes: 4, attributeLength: 10 };

function codeOf(document: string | Uint8Array, limits = LIMITS): ProtocolErrorCode | 'read' {
  try {
    readXml(typeof document === 'string' ? Buffer.from(document) : document, limits);
    return 'read';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe('names', () => {
  const root = readXml(
    Buffer.from('<p:a xmlns:p="urn:1" xmlns="urn:2" p:Type=" x "><b>1</b><p:b> 2 </p:b><c xmlns=""/></p:a>'),
    LIMITS,
  );

  test('elements are looked up by namespace and local name, never by prefix', () => {
    expect([root.ns, root.local]).toEqual(['urn:1', 'a']);
    expect(findText(root, 'b', 'urn:1')).toBe('2');
    expect(findText(root, 'b', 'urn:2')).toBe('1');
    expect(getChild(root, 'c').ns).toBe('');
    expect(listChildren(root, 'b')).toHaveLength(2);
  });

  test('an attribute is found by local name whatever its namespace, declarations are no attributes', () => {
    expect(findAttribute(root, 'Type')).toBe('x');
    expect(root.attributes).toEqual([{ ns: 'urn:1', local: 'Type', value: ' x ' }]);
  });

  test('a doubled child is an error, not a choice', () => {
    expect(() => findChild(root, 'b')).toThrow(expect.objectContaining({ code: 'doubled' }));
    expect(() => getChild(root, 'd')).toThrow(expect.objectContaining({ code: 'missing' }));
  });
});

describe('refusals', () => {
  test.each<[string, ProtocolErrorCode]>([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'dtd'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'dtd'],
    ['<a><b><c><d><e/></d></c></b></a>', 'too-deep'],
    [`<a>${'<b/>'.repeat(20)}</a>`, 'too-many'],
    ['<a b="" c="" d="" e="" f=""/>', 'too-many'],
    ['<a b="12345678901"/>', 'too-large'],
    [`<a>${'x'.repeat(4_096)}</a>`, 'too-large'],
    ['<a>&undefined;</a>', 'malformed'],
    ['<a>&constructor;</a>', 'malformed'],
    ['<a>\u0001</a>', 'malformed'],
    ['<a>&#1;</a>', 'malformed'],
    ['<?xml version="1.1"?><a>&#1;</a>', 'malformed'],
    ['<a>\ufffe</a>', 'malformed'],
    ['<a b="1" b="2"/>', 'malformed'],
    ['<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'malformed'],
    ['<p:a/>', 'malformed'],
    ['<a/><b/>', 'malformed'],
    ['<a/>text', 'malformed'],
    ['<a>', 'malformed'],
    ['<a></b>', 'malformed'],
    ['<a>]]></a>', 'malformed'],
    ['<a b=<>"/>', 'malformed'],
    ['', 'malformed'],
    ['  ', 'malformed'],
    ['<?xml version="1.0" encoding="iso-8859-1"?><a/>', 'encoding'],
  ])('%s is %s', (document, code) => expect(codeOf(document)).toBe(code));

  test('UTF-16, broken and overlong UTF-8 are refused as encoding', () => {
    expect(codeOf(Buffer.from('\ufeff<a/>', 'utf16le'))).toBe('encoding');
    expect(codeOf(Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf, 0x3c, 0x2f, 0x61, 0x3e]))).toBe('encoding');
    expect(codeOf(Buffer.from([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80, 0x3c, 0x2f, 0x61, 0x3e]))).toBe('encoding');
  });

  test('UTF-8 with byte order mark, declaration, comment and CDATA is read', () => {
    const document = '\ufeff<?xml version="1.0" encoding="UTF-8"?><!-- c --><a>x<![CDATA[<&]]>&amp;</a>';
    expect(readXml(Buffer.from(document), LIMITS).text).toBe('x<&&');
  });

  test('#8 a document type is refused without expanding what it defines', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const bomb = `<!DOCTYPE a [<!ENTITY l0 "ha">${levels}]><a>&l9;</a>`;
    expect(codeOf(bomb)).toBe('dtd');
  });

  test('an error says nothing that the document said', () => {
    const secret = 'K7QF2M9TX4RW';
    for (const document of [`<a><${secret}></a>`, `<${secret}:a/>`, `<a>&${secret};</a>`, `<a ${secret}="${secret}`]) {
      expect(() => readXml(Buffer.from(document), LIMITS)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
    }
  });
});

describe('properties', () => {
  const TEXT = fc
    .string({ unit: fc.constantFrom('<', '&', '"', "'", '>', '\r', '\n', '\t', ' ', '\uf000', '😀', ']]>', 'a', '髙') })
    .filter((text) => text.isWellFormed());

  test('#48 text and attributes written are read back unchanged', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (text, value) => {
        const bytes = renderXml(element('a', { xmlns: 'urn:1', b: value }, element('c', {}, text)));
        const root = readXml(bytes, ENROLLMENT_LIMITS);
        expect(root.children[0]?.text).toBe(text);
        expect(root.attributes[0]?.value).toBe(value);
        expect(bytes.includes('CDATA')).toBe(false);
      }),
    );
  });

  test('random bytes give a tree or a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void codeOf(bytes)),
      { numRuns: 2_000 },
    );
  });

  test('random markup gives a tree or a ProtocolError', () => {
    const token = fc.constantFrom(
      '<',
      '</',
      '>',
      '/>',
      'a',
      ':',
      '=',
      '"',
      '<!',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&',
      ';',
      '<?',
      '?>',
      'xmlns',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => void codeOf(tokens.join(''))),
      {
        numRuns: 5_000,
      },
    );
  });

  test('twice the message is twice the work, whatever it is made of', () => {
    const count = (document: string): number => {
      let work = 0;
      scanXml(document, SYNCML_LIMITS, { open: () => work++, close: () => work++, text: () => work++ });
      return work - 2;
    };
    const parts = [
      '<b/>',
      '<b>&amp;&lt;x</b>',
      '<b xmlns:p="u" p:c="d">x</b>',
      'x<![CDATA[y]]>',
      '<!-- x --><?y?>x<b/>',
    ];
    for (const part of parts) {
      expect(count(`<a>${part.repeat(2_000)}</a>`)).toBe(2 * count(`<a>${part.repeat(1_000)}</a>`));
    }
  });

  test('an element count is refused at the limit, not after the rest was read', () => {
    const document = `<a>${'<b/>'.repeat(1_000_000)}<broken`;
    expect(codeOf(document, SYNCML_LIMITS)).toBe('too-many');
  });
});
