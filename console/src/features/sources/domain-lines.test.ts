import { expect, test } from 'vitest';
import { parseDomains, parseNames, renderDomains, renderNames } from './domain-lines.ts';

test('domains are edited as lines, and come back as they were', () => {
  const domains = [
    { servers: ['dc1.corp.test', 'dc2.corp.test:636'], base: 'DC=corp,DC=test', netbios: 'CORP' },
    { servers: ['dc.sub.corp.test'], base: 'OU=a,DC=sub', netbios: '' },
  ];
  expect(parseDomains(renderDomains(domains))).toEqual(domains);
  expect(parseDomains('dc1.test')).toBeNull();
  expect(parseDomains('; DC=corp')).toBeNull();
  expect(parseDomains('  ')).toBeNull();
});

test('NetBIOS names of domains are lines; a half line stays half, so that the server refuses it', () => {
  const names = [{ dns: 'corp.example.test', netbios: 'CORP' }];
  expect(parseNames(`${renderNames(names)}\n\n`)).toEqual(names);
  expect(parseNames('corp.example.test')).toEqual([{ dns: 'corp.example.test', netbios: '' }]);
});
