import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layOutXml } from './lay-out-xml.ts';

it('puts one element on a line and keeps elements that hold only text whole', () => {
  expect(layOutXml('<SyncML><SyncHdr><MsgID>1</MsgID></SyncHdr><Final/></SyncML>')).toEqual([
    '<SyncML>',
    '  <SyncHdr>',
    '    <MsgID>1</MsgID>',
    '  </SyncHdr>',
    '  <Final/>',
    '</SyncML>',
  ]);
});

it('loses nothing but white space of any text, however broken', () => {
  const piece = fc.constantFrom('<', '>', '</', '/>', 'a', ' ', '<b>', '</b>', '日', '<?x?>', '<!--');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const bare = (of: string) => of.replace(/\s/g, '');
      expect(bare(layOutXml(text).join(''))).toBe(bare(text));
    }),
  );
});

it('stays linear on hostile nesting', () => {
  expect(layOutXml('<a>'.repeat(50_000)).length).toBeLessThanOrEqual(20_001);
});
