import type { Entry } from 'ldapts';
import type { SourceGroup, SourceUser } from '../model/entries.ts';
import { type LdapConfig, ldapAttributes } from '../model/source-config.ts';
import { foldDn } from './fold-dn.ts';
import { type Attributes, dnsName, firstText, idText, parseFileTime } from './values.ts';

/** Account is disabled (MS-ADTS 2.2.16, ADS_UF_ACCOUNT_DISABLE). */
const ACCOUNT_DISABLE = 0x2;
/** Account of a trust between domains, which is a user by its class (MS-ADTS 2.2.16, ADS_UF_INTERDOMAIN_TRUST_ACCOUNT). */
const TRUST_ACCOUNT = 0x800;
/** The same by sAMAccountType (MS-SAMR 2.2.1.9, SAM_TRUST_ACCOUNT). */
const SAM_TRUST_ACCOUNT = '805306370';

/** How the entries of one source are asked for and read. */
export interface EntryReading {
  readonly userFilter: string;
  readonly groupFilter: string;
  readonly userAttributes: readonly string[];
  readonly groupAttributes: readonly string[];
  readonly binary: readonly string[];
  /** The attribute that holds an entry's id. */
  readonly id: string;
  /** Whether an entry that the filter found is a person: trusts are users by their class too. */
  isPerson(attributes: Attributes): boolean;
  readUser(entry: Entry, attributes: Attributes, base: string, netbios: string): SourceUser;
  readGroup(entry: Entry, attributes: Attributes): SourceGroup;
  idOf(attributes: Attributes): string;
}

/** How a directory says that an account is closed, beside Active Directory's flags. */
const CLOSED = ['nsAccountLock', 'loginDisabled', 'pwdAccountLockedTime'];

/** The words of a directory for users, groups and what they are. */
export function entryReading(config: LdapConfig): EntryReading {
  const names = ldapAttributes(config);
  const isAd = config.flavor === 'active-directory';
  const stamp = isAd ? 'uSNChanged' : 'modifyTimestamp';
  const idOf = (attributes: Attributes) => idText(attributes.get(names.id.toLowerCase())?.[0]);
  const { id, upn, displayName, reading, department, email, accountName } = names;
  return {
    userFilter:
      config.userFilter || (isAd ? '(&(objectClass=user)(!(objectClass=computer)))' : '(objectClass=inetOrgPerson)'),
    groupFilter:
      config.groupFilter ||
      (isAd ? '(objectClass=group)' : '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))'),
    userAttributes: [
      ...new Set(
        [id, upn, displayName, reading, department, email, accountName, stamp].concat(
          isAd ? ['userAccountControl', 'sAMAccountType', 'accountExpires', 'msDS-PrincipalName'] : CLOSED,
        ),
      ),
    ].filter((name) => name !== ''),
    groupAttributes: [id, 'cn', stamp, ...(isAd ? ['member'] : ['member', 'uniqueMember'])],
    binary: isAd ? [id] : [],
    id,
    idOf,
    isPerson: (attributes) =>
      !isAd ||
      ((Number(firstText(attributes, 'userAccountControl')) & TRUST_ACCOUNT) === 0 &&
        firstText(attributes, 'sAMAccountType') !== SAM_TRUST_ACCOUNT),
    readUser: (entry, attributes, base, netbios) => {
      const text = (name: string) => firstText(attributes, name);
      const account = text(accountName);
      return {
        externalId: idOf(attributes),
        ref: foldDn(entry.dn),
        upn: text(upn) || (isAd ? impliedUpn(account, base) : ''),
        displayName: text(displayName),
        reading: text(reading),
        department: text(department),
        email: text(email),
        accountName: accountOf(text('msDS-PrincipalName'), netbios, account),
        disabled: isAd ? (Number(text('userAccountControl')) & ACCOUNT_DISABLE) !== 0 : isClosed(text),
        expiresAt: isAd ? parseFileTime(text('accountExpires')) : null,
      };
    },
    readGroup: (entry, attributes) => ({
      externalId: idOf(attributes),
      ref: foldDn(entry.dn),
      name: firstText(attributes, 'cn') || entry.dn,
    }),
  };
}

/** An account without a UPN has one all the same: its name and its domain's. */
function impliedUpn(account: string, base: string): string {
  const domain = dnsName(base);
  return account === '' || domain === '' ? '' : `${account}@${domain}`;
}

function accountOf(principal: string, netbios: string, account: string): string {
  if (principal.includes('\\')) return principal;
  return netbios === '' || account === '' ? '' : `${netbios}\\${account}`;
}

/** A lock that an administrator set; one after wrong passwords goes by itself. */
function isClosed(text: (name: string) => string): boolean {
  return (
    text('nsAccountLock').toLowerCase() === 'true' ||
    text('loginDisabled').toLowerCase() === 'true' ||
    text('pwdAccountLockedTime').startsWith('0000')
  );
}
