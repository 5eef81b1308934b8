import { makePc, type Pc } from './pc.ts';
import { Random } from './random.ts';

/** Somebody of the simulated company. */
export interface EstateUser {
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
}

/** A simulated company: half of its PCs are ConfigMgr's, half Ivanti EPM's. */
export interface Estate {
  readonly users: readonly EstateUser[];
  readonly pcs: readonly {
    readonly pc: Pc;
    readonly user: EstateUser;
    readonly platform: 'configmgr' | 'epm';
  }[];
}

const FAMILY: readonly (readonly [string, string, string])[] = [
  ['髙橋', 'たかはし', 'takahashi'],
  ['山﨑', 'やまざき', 'yamazaki'],
  ['佐藤', 'さとう', 'sato'],
  ['鈴木', 'すずき', 'suzuki'],
  ['田中', 'たなか', 'tanaka'],
  ['中村', 'なかむら', 'nakamura'],
  ['小林', 'こばやし', 'kobayashi'],
  ['渡邉', 'わたなべ', 'watanabe'],
];
const GIVEN: readonly (readonly [string, string, string])[] = [
  ['愛', 'あい', 'ai'],
  ['一郎', 'いちろう', 'ichiro'],
  ['花子', 'はなこ', 'hanako'],
  ['翔', 'しょう', 'sho'],
  ['健', 'けん', 'ken'],
  ['さくら', 'さくら', 'sakura'],
];
const ENGLISH = ['Mary Ann Smith', 'John van der Berg', 'Aisha Khan', "Liam O'Neil"];
const DEPARTMENTS = ['営業部', '経理部', '情報システム部', '製造部', 'Research & Development'];
const SITES = ['TKY', 'OSK', 'NGY'];

/**
 * The company of a seed: the same seed gives the same people, names and hardware.
 * @param only every PC has this old platform, instead of one half each
 */
export function makeEstate(seed: number, devices: number, only?: 'configmgr' | 'epm'): Estate {
  const random = new Random(seed);
  const users: EstateUser[] = [];
  const pcs = Array.from({ length: devices }, (_, index) => {
    const user = makeUser(random, index);
    users.push(user);
    const platform = only ?? (index % 2 === 0 ? 'configmgr' : 'epm');
    const name = `${random.pick(SITES)}-PC-${String(index + 1).padStart(4, '0')}`;
    return { pc: makePc(random, { name, user: user.upn, platform }), user, platform };
  });
  return { users, pcs };
}

function makeUser(random: Random, index: number): EstateUser {
  const department = random.pick(DEPARTMENTS);
  if (random.chance(0.2)) {
    const displayName = random.pick(ENGLISH);
    const upn = `${displayName.toLowerCase().replace(/[^a-z]+/g, '.')}${index}@example.test`;
    return { upn, displayName, reading: '', department };
  }
  const [family, familyReading, familyLatin] = random.pick(FAMILY);
  const [given, givenReading, givenLatin] = random.pick(GIVEN);
  return {
    upn: `${givenLatin}.${familyLatin}${index}@example.test`,
    displayName: `${family} ${given}`,
    reading: `${familyReading} ${givenReading}`,
    department,
  };
}

/** Its PCs as the old platform lists them, for an import: CSV in UTF-8 with a head. */
export function pcListCsv(estate: Estate): string {
  return csv(
    ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'],
    estate.pcs.map(({ pc: { hardware: h } }) => [
      h.name,
      h.domain,
      h.serial,
      h.uuid,
      h.clientId.configmgr ?? '',
      h.clientId.epm ?? '',
    ]),
  );
}

/** Its people, for an import of users. */
export function userListCsv(estate: Estate): string {
  return csv(
    ['upn', 'displayName', 'reading', 'department'],
    estate.users.map((user) => [user.upn, user.displayName, user.reading, user.department]),
  );
}

function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
