import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { readPpkg } from '../../../test/packages/read-ppkg.ts';
import { renderPpkg } from './render-ppkg.ts';
import { settingsGroupId } from './setting-group.ts';

const UPN = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@mdm.example.test';
const entry = {
  packageId: '5b1b0c0e-7c43-4e0b-9e4f-0a6c2e0b7a11',
  name: 'Baton-01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
  version: '1.0',
  upn: UPN,
  discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
  secret: 'K7QF2M9TX4RW',
};
const builtAt = new Date('2026-03-02T09:00:00.000Z');
const bytes = renderPpkg(entry, builtAt);
const ppkg = readPpkg(bytes);
const PROVXML = `Multivariant/0/Prov/RunTime/0__Workplace_Enrollments_${UPN}.provxml`;
const fileOf = (path: string, of = ppkg) => of.files.get(path)?.toString('utf8') ?? '';
const sha1 = (content: Buffer | undefined) =>
  createHash('sha1')
    .update(content ?? '')
    .digest('hex');

/** Elements and attribute values of a file, by a parser that knows nothing of the writer. @throws Error where it is not well-formed */
function readXml(text: string) {
  const seen: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof seen = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const element = { name: tag.name, attributes: { ...(tag.attributes as Record<string, string>) }, text: '' };
    seen.push(element);
    open.push(element);
  });
  parser.on('text', (part) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += part;
  });
  parser.on('closetag', () => open.pop());
  parser.write(text.replace(/^\uFEFF/, '')).close();
  return seen;
}

test('the same values, GUID and time are the same bytes', () => {
  expect(renderPpkg(entry, builtAt).equals(bytes)).toBe(true);
  expect(renderPpkg({ ...entry, secret: 'K7QF2M9TX4RX' }, builtAt).equals(bytes)).toBe(false);
});

test('header: magic, 208 bytes, version 1.13, flags 0x20082, chunks of 32768, the GUID, part 1 of 1, one image', () => {
  const { header } = ppkg;
  expect(header.toString('latin1', 0, 8)).toBe('MSWIM\0\0\0');
  expect([8, 12, 16, 20, 44].map((at) => header.readUInt32LE(at))).toEqual([208, 0x10d00, 0x20082, 32_768, 1]);
  expect(header.toString('hex', 24, 40)).toBe(entry.packageId.replaceAll('-', ''));
  expect([header.readUInt16LE(40), header.readUInt16LE(42)]).toEqual([1, 1]);
});

test('header: no boot metadata, no boot index, no integrity table, the rest zero', () => {
  expect(ppkg.header.subarray(96).every((byte) => byte === 0)).toBe(true);
});

test('header, resources from 208, metadata, blob table, XML: nothing between them, and the XML ends the file', () => {
  const [metadata, ...files] = ppkg.blobs;
  let at = 208;
  for (const part of [...files, metadata, ppkg.table, ppkg.xmlData]) {
    expect(part?.offset).toBe(at);
    at += part?.size ?? 0;
  }
  expect(at).toBe(bytes.length);
});

test('blob table: 50 bytes each, metadata first, then the files in their order; part 1, one reference, SHA-1 of the bytes', () => {
  expect(ppkg.blobs.map((blob) => blob.flags)).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
  expect(ppkg.blobs.every((blob) => blob.part === 1 && blob.references === 1 && blob.size === blob.originalSize)).toBe(
    true,
  );
  expect([ppkg.table.flags, ppkg.xmlData.flags]).toEqual([2, 2]);
  for (const blob of ppkg.blobs) expect(sha1(bytes.subarray(blob.offset, blob.offset + blob.size))).toBe(blob.sha1);
});

test('the tree: Multivariant before CommonSettings, eight names of files and folders as Designer gives them', () => {
  expect(ppkg.entries.map((one) => one.path)).toEqual([
    '',
    'Multivariant',
    'Multivariant/Multivariant.xml',
    'Multivariant/0',
    'Multivariant/0/customizations.xml',
    'Multivariant/0/MasterDatastore.xml',
    'Multivariant/0/Prov',
    'Multivariant/0/Prov/RunTime.xml',
    'Multivariant/0/Prov/RunTime',
    PROVXML,
    'CommonSettings',
    'CommonSettings/CommonSettings.xml',
    'CommonSettings/1',
    'CommonSettings/1/AnswerFile.xml',
  ]);
});

test('entries: attributes 0x20 and 0x10, one time, no short name, no stream, no hard link', () => {
  const time = (BigInt(builtAt.getTime()) + 11_644_473_600_000n) * 10_000n;
  for (const one of ppkg.entries) {
    expect(one).toMatchObject({ shortName: '', streams: 0, links: 0n, times: [time, time, time] });
    expect(one.attributes).toBe(/\.(xml|provxml)$/.test(one.path) ? 0x20 : 0x10);
    if (one.attributes === 0x10) expect(one.sha1).toBe('0'.repeat(40));
  }
});

test('security: two descriptors of 104 bytes in a block of 232, SYSTEM and Administrators alone, on every entry', () => {
  expect(ppkg.securityBytes).toBe(232);
  const grants = ppkg.descriptors.map((descriptor) => {
    const acl = descriptor.subarray(descriptor.readUInt32LE(16));
    const sids: string[] = [];
    for (let at = 8, left = acl.readUInt16LE(4); left > 0; left--) {
      sids.push(
        `${acl.readUInt32LE(at + 4).toString(16)}:${acl.toString('hex', at + 8, at + acl.readUInt16LE(at + 2))}`,
      );
      at += acl.readUInt16LE(at + 2);
    }
    return [descriptor.length, descriptor.readUInt16LE(2), ...sids];
  });
  const both = [104, 0x8004, '1f01ff:010100000000000512000000', '1f01ff:01020000000000052000000020020000'];
  expect(grants).toEqual([both, both]);
  expect(ppkg.entries.every((one) => one.security === (one.attributes === 0x20 ? 1 : 0))).toBe(true);
});

test('the XML of the WIM: UTF-16LE with a mark, one line, its elements in exactly this order', () => {
  expect(ppkg.xml.startsWith('\uFEFF<WIM>')).toBe(true);
  expect(ppkg.xml).not.toMatch(/[\r\n]/);
  expect(readXml(ppkg.xml).map((element) => element.name)).toEqual(
    'WIM TOTALBYTES IMAGE NAME DESCRIPTION NOTES AUTHOR VERSION ALTITUDE RESETCLEAR PACKAGEID DIRCOUNT FILECOUNT TOTALBYTES HARDLINKBYTES CREATIONTIME HIGHPART LOWPART LASTMODIFICATIONTIME HIGHPART LOWPART WIMBOOT'.split(
      ' ',
    ),
  );
});

test('the XML of the WIM: who it is, ITAdmin at 5000, true counts, where the XML lies, the time in two halves', () => {
  const texts = readXml(ppkg.xml).map(({ name, text }) => `${name}=${text}`);
  const content = [...ppkg.files.values()].reduce((sum, file) => sum + file.length, 0);
  expect(texts).toEqual(
    expect.arrayContaining([
      `TOTALBYTES=${ppkg.xmlData.offset}`,
      `TOTALBYTES=${content}`,
      `NAME=${entry.name}`,
      'VERSION=1.0',
      'ALTITUDE=5000',
      'RESETCLEAR=0',
      `PACKAGEID={${entry.packageId}}`,
      'DIRCOUNT=6',
      'FILECOUNT=7',
      'HARDLINKBYTES=0',
      'HIGHPART=0x01DCAA22',
      'WIMBOOT=0',
      `NOTES=VERSION=10.0.26100.1;Source=Classic;;TargetSkus=WindowsCommon,Desktop;EncryptPackage=False;SignPackage=False;PackageID=${entry.packageId};`,
    ]),
  );
});

test('three files are the same in every package, to the byte', () => {
  const fixed = [
    ['Multivariant/Multivariant.xml', 120, 'fa01945c'],
    ['CommonSettings/CommonSettings.xml', 122, '661a7271'],
    ['Multivariant/0/MasterDatastore.xml', 271, '1da4b8bb'],
  ] as const;
  for (const [path, length, begins] of fixed) {
    expect([ppkg.files.get(path)?.length, sha1(ppkg.files.get(path)).slice(0, 8)]).toEqual([length, begins]);
  }
});

test('CRLF everywhere, two spaces of indentation, nothing after the last tag', () => {
  for (const [path, content] of ppkg.files) {
    const lines = content.toString('utf8').split('\r\n');
    expect(
      lines.every((line) => !/[\r\n\t]/.test(line) && (/^ */.exec(line)?.[0].length ?? 1) % 2 === 0),
      path,
    ).toBe(true);
    expect(lines.at(-1), path).toMatch(/^<\/\w[\w-]*>$/);
  }
});

test('encodings: no mark and UTF-8 in capitals for the two lists of elements, a mark and utf-8 for all others', () => {
  for (const [path, content] of ppkg.files) {
    const isList = /(Multivariant|CommonSettings)\.xml$/.test(path);
    const standalone = path.endsWith('.provxml') ? ' standalone="yes"' : '';
    const head = isList
      ? '<?xml version="1.0" encoding="UTF-8"?>\r\n'
      : `\uFEFF<?xml version="1.0" encoding="utf-8"${standalone}?>\r\n`;
    expect(content.toString('utf8').slice(0, head.length), path).toBe(head);
  }
});

test.each([
  ['OOBE/Desktop/HideOobe', 'b786dbf1-ec31-5be5-aa49-934e4489fae9'],
  ['Workplace/Enrollments/UPN', '98718529-c71c-5bdc-91de-8be418006c2e'],
])('SettingsGroup is the UUID of version 5, namespace DNS, of the path with _ for /: %s', (path, id) => {
  expect(settingsGroupId(path)).toBe(id);
});

test('RunTime.xml names each provxml by its place in the package, numbered from 0', () => {
  expect(readXml(fileOf('Multivariant/0/Prov/RunTime.xml'))).toMatchObject([
    { name: 'ConfigurationSource', attributes: { Version: '1.0' } },
    {
      name: 'ConfigurationSet',
      attributes: {
        Type: 'provxml',
        SettingsGroup: '98718529-c71c-5bdc-91de-8be418006c2e',
        Data: `$(_prov)\\RunTime\\0__Workplace_Enrollments_${UPN}.provxml`,
      },
    },
  ]);
});

test('provxml: a characteristic for each segment of the CSP, then SettingsPath, name, value, datatype in this order', () => {
  const elements = readXml(fileOf(PROVXML));
  expect(elements.map((element) => element.attributes['type'] ?? element.name)).toEqual([
    'wap-provisioningdoc',
    'Provisioning',
    'Enrollments',
    UPN,
    'parm',
    'parm',
    'parm',
  ]);
  const parms = elements.filter((element) => element.name === 'parm').map((element) => element.attributes);
  const path = (name: string) => `Workplace/Enrollments/UPN/${name}`;
  expect(parms).toEqual([
    { SettingsPath: path('AuthPolicy'), name: 'AuthPolicy', value: '0', datatype: 'integer' },
    {
      SettingsPath: path('DiscoveryServiceFullUrl'),
      name: 'DiscoveryServiceFullUrl',
      value: entry.discoveryUrl,
      datatype: 'string',
    },
    { SettingsPath: path('Secret'), name: 'Secret', value: entry.secret, datatype: 'string' },
  ]);
  for (const parm of parms) expect(Object.keys(parm)).toEqual(['SettingsPath', 'name', 'value', 'datatype']);
});

test('AnswerFile.xml is the Settings of customizations.xml without Name; Notes is empty with an open and a close tag', () => {
  const project = fileOf('Multivariant/0/customizations.xml');
  expect(project).toContain('<Notes></Notes>');
  expect(project).toContain(`<UPN UPN="${UPN}" Name="${UPN}">`);
  const settings = project.slice(project.indexOf('  <Settings'), project.indexOf('</WindowsCustomizations>'));
  const alone = settings.replaceAll(/^ {2}/gm, '').replace(` Name="${UPN}"`, '').trimEnd();
  expect(fileOf('CommonSettings/1/AnswerFile.xml')).toBe(`\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n${alone}`);
});

test('the secret stands in three files in clear, and nowhere else', () => {
  const holders = [...ppkg.files].filter(([, content]) => content.includes(entry.secret)).map(([path]) => path);
  expect(holders).toEqual(['Multivariant/0/customizations.xml', PROVXML, 'CommonSettings/1/AnswerFile.xml']);
  expect(bytes.toString('latin1').split(entry.secret).length - 1).toBe(3);
  expect(ppkg.xml).not.toContain(entry.secret);
});

const writable = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
  .filter((text) => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text));
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-';
const upnPart = (most: number) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: most });

test('any name, URL and secret that XML can hold come out as they went in: & < > " and Japanese, up to the longest', () => {
  const odd = fc.oneof(writable, fc.constantFrom(`'&amp;<>"]]>`, '東京 第1陣 ＆ 「試験」', '𠮷野家'.repeat(80)));
  fc.assert(
    fc.property(odd, odd, odd, fc.tuple(upnPart(64), upnPart(150)), (name, url, secret, [local, host]) => {
      const upn = `${local}@${host}`;
      const read = readPpkg(renderPpkg({ ...entry, name, discoveryUrl: url, secret, upn }, builtAt));
      const path = `Multivariant/0/Prov/RunTime/0__Workplace_Enrollments_${upn}.provxml`;
      const parms = readXml(fileOf(path, read)).filter((element) => element.name === 'parm');
      expect(parms.map((element) => element.attributes['value'])).toEqual(['0', url, secret]);
      const texts = (file: string) => readXml(fileOf(file, read)).map((element) => element.text);
      for (const file of ['Multivariant/0/customizations.xml', 'CommonSettings/1/AnswerFile.xml'])
        expect(texts(file)).toEqual(expect.arrayContaining([url, secret]));
      expect(texts('Multivariant/0/customizations.xml')).toContain(name);
      expect(readXml(read.xml).find((element) => element.name === 'NAME')?.text).toBe(name);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['a control character', { name: 'a\u0000b' }],
  ['a line break', { secret: 'a\nb' }],
  ['half a surrogate pair', { discoveryUrl: 'https://\ud800/' }],
  ['what is no character', { name: '\uffff' }],
  ['a UPN that is a path', { upn: '../../x@host' }],
  ['a UPN with a backslash', { upn: 'a\\b@host' }],
  ['a UPN in Japanese', { upn: '山田@host' }],
  ['a UPN without @', { upn: 'host' }],
  ['a UPN longer than a file name', { upn: `${'a'.repeat(210)}@${'b'.repeat(10)}` }],
])('%s is refused', (_what, wrong) => {
  expect(() => renderPpkg({ ...entry, ...wrong }, builtAt)).toThrow(RangeError);
});
