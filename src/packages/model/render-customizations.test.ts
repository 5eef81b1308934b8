import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { renderCustomizations } from './render-customizations.ts';

const xml = renderCustomizations({
  packageId: '5b1b0c0e-7c43-4e0b-9e4f-0a6c2e0b7a11',
  name: 'baton-shared',
  version: '1.3',
  upn: 'shared@baton.example.test',
  discoveryUrl: 'https://baton.example.test:8443/EnrollmentServer/Discovery.svc',
  secret: 'K7QF2M9TX4RW',
});

test('customizations.xml is well-formed, with both namespaces in their exact case (#61)', () => {
  const parser = new SaxesParser({ xmlns: true });
  const seen: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (tag.name === 'ID' || tag.name === 'UPN') seen.push(`${tag.local}=${tag.uri}`);
  });
  parser.write(xml).close();
  expect(seen).toEqual([
    'ID=urn:schemas-Microsoft-com:Windows-ICD-Package-Config.v1.0',
    'UPN=urn:schemas-microsoft-com:windows-provisioning',
  ]);
});

test('attribute UPN equals Name, the URL is absolute https, the secret needs no escaping (#61)', () => {
  expect(xml).toContain('<UPN UPN="shared@baton.example.test" Name="shared@baton.example.test">');
  expect(xml).toContain(
    '<DiscoveryServiceFullUrl>https://baton.example.test:8443/EnrollmentServer/Discovery.svc</DiscoveryServiceFullUrl>',
  );
  expect(xml).toContain('<Secret>K7QF2M9TX4RW</Secret>');
  expect(xml).toContain('<ID>{5B1B0C0E-7C43-4E0B-9E4F-0A6C2E0B7A11}</ID>');
});

test('values are escaped, and what XML cannot hold is refused', () => {
  const entry = {
    packageId: 'p',
    name: 'n',
    version: '1',
    upn: 'shared@a',
    discoveryUrl: 'https://a/?b&c',
    secret: 'K7"<>',
  };
  expect(renderCustomizations(entry)).toContain('<Secret>K7&quot;&lt;&gt;</Secret>');
  expect(renderCustomizations(entry)).toContain('https://a/?b&amp;c</DiscoveryServiceFullUrl>');
  expect(() => renderCustomizations({ ...entry, name: 'a\u0007' })).toThrow(RangeError);
});
