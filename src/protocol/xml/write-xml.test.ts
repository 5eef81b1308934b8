import { expect, test } from 'vitest';
import { element, renderXml } from './write-xml.ts';

test('text and attributes are escaped, a carriage return survives as a reference', () => {
  const markup = element('p:a', { b: '<"&\'>\t\r\n' }, 'x <&> "y"\r\n\uf000😀', element('c'), undefined, ['d', ['e']]);
  expect(renderXml(markup).toString()).toBe(
    '<p:a b="&lt;&quot;&amp;\'&gt;&#9;&#13;&#10;">x &lt;&amp;&gt; "y"&#13;\n\uf000😀<c/>de</p:a>',
  );
});

test('no content closes the element, empty text makes a pair of tags', () => {
  expect(element('a').markup).toBe('<a/>');
  expect(element('a', {}, '').markup).toBe('<a></a>');
  expect(element('a', {}, undefined).markup).toBe('<a></a>');
});

test.each(['\u0000', '\u001b', '\u000b', '\ufffe', '\uffff', '\ud800', '\udc00x'])(
  '%j is refused, not dropped',
  (text) => {
    expect(() => element('a', {}, text)).toThrow(expect.objectContaining({ code: 'unwritable' }));
    expect(() => element('a', { b: text })).toThrow(expect.objectContaining({ code: 'unwritable' }));
  },
);
