import type { EntraSettings, LdapSettings } from '../../api/types.ts';

type Domain = LdapSettings['domains'][number];

/** The domains of a source as lines that a person edits: servers; base; NetBIOS name. */
export function renderDomains(domains: readonly Domain[]): string {
  return domains
    .map(({ servers, base, netbios }) => [servers.join(','), base, netbios].filter((part) => part !== '').join('; '))
    .join('\n');
}

/** Reads such lines; null = a line has no server or no base. */
export function parseDomains(text: string): Domain[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const domains = lines.map((line) => {
    const [servers = '', base = '', netbios = '', ...more] = line.split(';').map((part) => part.trim());
    const names = servers.split(/[,、\s]+/).filter((name) => name !== '');
    return names.length === 0 || base === '' || more.length > 0 ? null : { servers: names, base, netbios };
  });
  return domains.length === 0 || domains.includes(null) ? null : (domains as Domain[]);
}

type Name = EntraSettings['domains'][number];

/** NetBIOS names of domains as lines that a person edits: DNS name; NetBIOS name. */
export function renderNames(domains: readonly Name[]): string {
  return domains.map(({ dns, netbios }) => `${dns}; ${netbios}`).join('\n');
}

/** Reads such lines; what is missing stays empty, which the server refuses. */
export function parseNames(text: string): Name[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [dns = '', netbios = ''] = line.split(';').map((part) => part.trim());
    return { dns, netbios };
  });
}
