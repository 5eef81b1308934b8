import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { freePorts } from '../support/free-ports.ts';

const NOT_RUN = path.resolve(import.meta.dirname, '../../test-results/not-run.txt');
const PLACES = ['/usr/sbin/slapd', '/usr/lib/openldap/slapd', '/usr/local/libexec/slapd'];
const MODULES = ['/usr/lib/ldap', '/usr/lib/openldap', '/usr/libexec/openldap'];
const SCHEMAS = ['/etc/ldap/schema', '/etc/openldap/schema'];
/** nobody: a server that needs no rights gets none. */
const NOBODY = { uid: 65534, gid: 65534 };

/** Where a slapd is, or undefined: then the suite is named at the end of the run, and CI fails. */
export function findSlapd(): string | undefined {
  const found = PLACES.find((place) => fs.existsSync(place));
  if (found !== undefined) return found;
  fs.mkdirSync(path.dirname(NOT_RUN), { recursive: true });
  fs.appendFileSync(NOT_RUN, 'Directories (LDAP): no slapd on this machine (Debian: slapd)\n');
  return undefined;
}

export const ADMIN = 'cn=admin,dc=corp,dc=test';
export const PASSWORD = 'Secret-of-the-directory-1';
export const BASE = 'dc=corp,dc=test';

/** A real OpenLDAP on 127.0.0.1, with its own folder, certificate and schema, run as nobody. */
export interface Slapd {
  /** host:port for LDAPS, under the name of the certificate. */
  readonly ldaps: string;
  /** host:port for StartTLS. */
  readonly ldap: string;
  /** PEM of the authority that issued the certificate. */
  readonly ca: string;
  /** PEM of the certificate and its key, for a double that stands in front. */
  readonly certificate: string;
  readonly key: string;
  /** A bound client that changes the directory, as its administrator does. */
  readonly client: Client;
  /** Changes the department of many entries at once. */
  touch(dns: readonly string[]): Promise<void>;
  /** Replaces one attribute of an entry. */
  touchAttribute(dn: string, type: string, value: string | Buffer): Promise<void>;
  stop(): Promise<void>;
}

/** Attributes and classes of Active Directory that the tests use, as MS-ADA1, MS-ADA3 and MS-ADSC define their types. */
const AD_SCHEMA = `
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.159 NAME 'accountExpires' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.1942 NAME 'msDS-PhoneticDisplayName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.141 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.120 NAME 'uSNChanged' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.1865 NAME 'msDS-PrincipalName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.115 NAME 'invocationId' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.7000.47 NAME 'nTDSDSA' SUP top STRUCTURAL MUST cn MAY invocationId )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ userPrincipalName $ sAMAccountName $ userAccountControl $ accountExpires $ msDS-PhoneticDisplayName $ department $ displayName $ mail $ uSNChanged $ msDS-PrincipalName ) )
objectclass ( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL )
objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ member $ uSNChanged ) )
`;

export interface SlapdOptions {
  /** Entries to begin with, as LDIF; where they are many, what writes them to a file. */
  readonly ldif: string | ((file: string) => void);
  /** Names in the certificate; 'localhost' unless a test wants another. */
  readonly names?: readonly string[];
  readonly schema?: 'active-directory' | 'other';
}

/** Starts a slapd with these entries. */
export async function startSlapd(binary: string, options: SlapdOptions): Promise<Slapd> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-slapd-'));
  fs.chmodSync(folder, 0o755);
  const place = (name: string) => path.join(folder, name);
  const ca = makeCertificates(folder, options.names ?? ['localhost']);
  fs.mkdirSync(place('db'));
  const schemas = SCHEMAS.find((one) => fs.existsSync(one)) ?? '';
  fs.writeFileSync(place('ad.schema'), AD_SCHEMA);
  const indexes = [
    'objectClass',
    'entryUUID',
    ...(options.schema === 'active-directory' ? ['objectGUID', 'uSNChanged'] : []),
  ];
  fs.writeFileSync(
    place('slapd.conf'),
    [
      ...['core', 'cosine', 'inetorgperson'].map((name) => `include ${schemas}/${name}.schema`),
      ...(options.schema === 'active-directory' ? [`include ${place('ad.schema')}`] : []),
      `modulepath ${MODULES.find((one) => fs.existsSync(one)) ?? ''}`,
      'moduleload back_mdb',
      `TLSCertificateFile ${place('server.pem')}`,
      `TLSCertificateKeyFile ${place('server.key')}`,
      'sizelimit unlimited',
      'database mdb',
      'maxsize 1073741824',
      `suffix "${BASE}"`,
      `rootdn "${ADMIN}"`,
      `rootpw ${PASSWORD}`,
      `directory ${place('db')}`,
      ...indexes.map((name) => `index ${name} eq`),
      'index modifyTimestamp eq',
      '',
    ].join('\n'),
  );
  if (typeof options.ldif === 'string') fs.writeFileSync(place('entries.ldif'), options.ldif);
  else options.ldif(place('entries.ldif'));
  execFileSync('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, folder]);
  const identity = process.getuid?.() === 0 ? NOBODY : {};
  execFileSync(
    path.join(path.dirname(binary), 'slapadd'),
    ['-q', '-f', place('slapd.conf'), '-l', place('entries.ldif')],
    {
      ...identity,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const [plain, tls] = await freePorts(2);
  const child = spawn(
    binary,
    ['-f', place('slapd.conf'), '-h', `ldap://127.0.0.1:${plain} ldaps://127.0.0.1:${tls}`, '-d', '0'],
    { ...identity, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const client = new Client({ url: `ldap://127.0.0.1:${plain}`, strictDN: false, timeout: 30_000 });
  for (let turn = 0; ; turn += 1) {
    try {
      await client.bind(ADMIN, PASSWORD);
      break;
    } catch (error) {
      if (turn > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    ldaps: `localhost:${tls}`,
    ldap: `localhost:${plain}`,
    ca,
    certificate: fs.readFileSync(place('server.pem'), 'utf8'),
    key: fs.readFileSync(place('server.key'), 'utf8'),
    client,
    touch: async (dns) => {
      for (const dn of dns) {
        const modification = new Attribute({ type: 'departmentNumber', values: ['動いた部'] });
        await client.modify(dn, new Change({ operation: 'replace', modification }));
      }
    },
    touchAttribute: async (dn, type, value) => {
      const modification = new Attribute({ type, values: [value] as string[] | Buffer[] });
      await client.modify(dn, new Change({ operation: 'replace', modification }));
    },
    stop: async () => {
      await client.unbind();
      child.kill('SIGTERM');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A small authority and a server certificate under it, by openssl; returns the authority's PEM. */
function makeCertificates(folder: string, names: readonly string[]): string {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '2');
  run('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${names[0]}`);
  fs.writeFileSync(path.join(folder, 'names.cnf'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  run(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'server.pem',
    '-days',
    '2',
    '-extfile',
    'names.cnf',
  );
  return fs.readFileSync(path.join(folder, 'ca.pem'), 'utf8');
}

/** One entry as LDIF; values that LDIF cannot hold as they are come in base64 (RFC 2849). */
export function ldifEntry(
  dn: string,
  attributes: Readonly<Record<string, string | Buffer | readonly string[]>>,
): string {
  const line = (name: string, value: string | Buffer) =>
    typeof value === 'string' && /^[!-9;=?-~][ -~]*$/.test(value)
      ? `${name}: ${value}`
      : `${name}:: ${Buffer.from(value).toString('base64')}`;
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    (typeof values === 'string' || Buffer.isBuffer(values) ? [values] : values).map((value) => line(name, value)),
  );
  return [line('dn', dn), ...lines, '', ''].join('\n');
}

/** The root and the folders that every test directory has. */
export function ldifBase(): string {
  return [
    ldifEntry(BASE, { objectClass: ['dcObject', 'organization'], dc: 'corp', o: 'Corp' }),
    ldifEntry(`ou=people,${BASE}`, { objectClass: 'organizationalUnit', ou: 'people' }),
    ldifEntry(`ou=groups,${BASE}`, { objectClass: 'organizationalUnit', ou: 'groups' }),
    ldifEntry(`ou=elsewhere,${BASE}`, { objectClass: 'organizationalUnit', ou: 'elsewhere' }),
  ].join('');
}
