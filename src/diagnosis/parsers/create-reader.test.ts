import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_SCOPE, createFacts } from '../model/facts.ts';
import { createReader } from './create-reader.ts';
import { readFacts } from './testing/read-facts.ts';

describe('bad input', () => {
  it('empty, blank, binary and archive: said what it is, nothing guessed', () => {
    const kindOf = (bytes: Buffer) => [
      readFacts(bytes).seen()[0]?.kind,
      readFacts(bytes)
        .list()
        .filter((fact) => fact.rank !== 'said'),
    ];
    expect(kindOf(Buffer.alloc(0))).toEqual(['empty', []]);
    expect(kindOf(Buffer.from('\r\n  \r\n'))).toEqual(['empty', []]);
    expect(kindOf(Buffer.from('ElfFile\u0000xxxx'))).toEqual(['binary', []]);
    expect(kindOf(Buffer.from('PK\u0003\u0004xxxx'))).toEqual(['binary', []]);
    expect(kindOf(Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256)))).toEqual(['binary', []]);
  });

  it('any bytes: no reader throws, one report for each file, the same for every size of chunks', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc
        .constantFrom(
          '<Event><System>',
          '{"schema":"baton-evidence"',
          'REGEDIT4\n[HKEY_LOCAL_MACHINE\\x]\n"a"=',
          'Event ID: 1\n',
        )
        .chain((start) =>
          fc
            .uint8Array({ maxLength: 500 })
            .map((rest) => new Uint8Array(Buffer.concat([Buffer.from(start), Buffer.from(rest)]))),
        ),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 64 }), (all, chunk) => {
        const collect = (size: number) => {
          const { sink, facts } = createFacts();
          const reader = createReader('f', sink);
          for (let at = 0; at < all.length; at += size) reader.write(all.subarray(at, at + size));
          reader.end();
          return { facts: facts.list(), seen: facts.seen() };
        };
        const whole = collect(all.length + 1);
        expect(whole.seen).toHaveLength(1);
        expect(collect(chunk)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('what facts say of a file is bounded: evidence at most 500 characters', () => {
    const facts = readFacts(`${'x'.repeat(60_000)} 0x8018000a\n`);
    expect(facts.newest('code', ANY_SCOPE)?.where.text.length).toBe(500);
  });
});
