import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches, parseFilter, parsePath } from './filter.ts';
import { patchResource } from './patch.ts';
import { ENTERPRISE_SCHEMA, GROUP, type Resource, readObject, USER } from './schema.ts';
import { ScimError } from './scim-error.ts';

const hanako = readObject(USER.attributes, {
  userName: 'hanako@corp.test',
  name: { givenName: '花子', familyName: '佐藤' },
  active: 'True',
  emails: [
    { value: 'hanako@corp.test', type: 'work', primary: true },
    { value: 'h@home.test', type: 'home' },
  ],
  [ENTERPRISE_SCHEMA]: { department: '営業部' },
  password: 'secret',
  unknown: 1,
});
const patch = (operations: Parameters<typeof patchResource>[1], resource: Resource = hanako) =>
  patchResource(resource, operations, USER);
const fails = (operations: Parameters<typeof patchResource>[1]): string => {
  try {
    patch(operations);
  } catch (error) {
    if (error instanceof ScimError) return error.scimType ?? '';
    throw error;
  }
  return 'done';
};

test('a resource is read by its schema: booleans as text, no password, nothing unknown', () => {
  expect(hanako).toMatchObject({ active: true });
  expect(hanako).not.toHaveProperty('password');
  expect(hanako).not.toHaveProperty('unknown');
  expect(() => readObject(USER.attributes, { active: 'perhaps' })).toThrow(ScimError);
});

test('RFC 7644 3.4.2.2: filters, with their operators, logic and values in brackets', () => {
  const fits = (filter: string) => matches(parseFilter(filter, USER), hanako);
  expect(fits('userName eq "HANAKO@corp.test"')).toBe(true);
  expect(fits('userName eq "taro@corp.test"')).toBe(false);
  expect(fits('active eq true and not (userName sw "x")')).toBe(true);
  expect(fits('emails[type eq "work" and value co "@corp"]')).toBe(true);
  expect(fits('emails[type eq "home"].value eq "hanako@corp.test"')).toBe(false);
  expect(fits('emails.type eq "home"')).toBe(true);
  expect(fits(`${ENTERPRISE_SCHEMA}:department eq "営業部"`)).toBe(true);
  expect(fits('title pr or displayName pr')).toBe(false);
  expect(fits('externalId ne "a"')).toBe(true);
  for (const bad of [
    '',
    'userName',
    'userName eq',
    'nothing eq "x"',
    'userName eq "x',
    '(userName pr',
    'userName eq "x" "y"',
    'userName xx "y"',
  ])
    expect(() => parseFilter(bad, USER)).toThrow(ScimError);
});

test('what Entra ID sends: capitals, booleans as text, a value that is not there yet, the extension by its URN', () => {
  const after = patch([
    { op: 'replace', path: 'active', value: 'False' },
    { op: 'add', path: 'emails[type eq "other"].value', value: 'o@corp.test' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@corp.test' },
    { op: 'add', path: `${ENTERPRISE_SCHEMA}:department`, value: '総務部' },
    { op: 'replace', value: { 'name.givenName': 'はなこ', displayName: '佐藤 はなこ' } },
    { op: 'add', path: `${ENTERPRISE_SCHEMA}:manager`, value: 'boss' },
  ]);
  expect(after).toMatchObject({
    active: false,
    displayName: '佐藤 はなこ',
    name: { givenName: 'はなこ', familyName: '佐藤' },
    [ENTERPRISE_SCHEMA]: { department: '総務部', manager: { value: 'boss' } },
  });
  expect(after['emails']).toEqual([
    { value: 'new@corp.test', type: 'work', primary: true },
    { value: 'h@home.test', type: 'home' },
    { type: 'other', value: 'o@corp.test' },
  ]);
});

test('what Okta sends: a whole object without a path, members one by one', () => {
  expect(patch([{ op: 'replace', value: { active: false } }])['active']).toBe(false);
  let group = readObject(GROUP.attributes, {
    displayName: '営業',
    members: [{ value: 'a' }, { value: 'b' }, { value: 'c' }],
  });
  group = patchResource(group, [{ op: 'remove', path: 'members[value eq "b"]' }], GROUP);
  group = patchResource(group, [{ op: 'add', path: 'members', value: [{ value: 'd' }, { value: 'a' }] }], GROUP);
  group = patchResource(group, [{ op: 'remove', path: 'members', value: [{ value: 'c' }] }], GROUP);
  expect(group['members']).toEqual([{ value: 'a' }, { value: 'd' }]);
  expect(patchResource(group, [{ op: 'remove', path: 'members' }], GROUP)).not.toHaveProperty('members');
});

test('paths that do not exist, and what may not be changed, are refused with their scimType', () => {
  expect(fails([{ op: 'replace', path: 'nothing', value: 1 }])).toBe('invalidPath');
  expect(fails([{ op: 'replace', path: 'name.nothing', value: 1 }])).toBe('invalidPath');
  expect(fails([{ op: 'replace', path: 'emails[nothing eq "x"].value', value: 1 }])).toBe('invalidPath');
  expect(fails([{ op: 'replace', path: 'emails[type eq "work"', value: 1 }])).toBe('invalidPath');
  expect(fails([{ op: 'replace', path: 'urn:unknown:User:x', value: 1 }])).toBe('invalidPath');
  expect(fails([{ op: 'replace', path: 'emails[type sw "x"].value', value: 'x' }])).toBe('noTarget');
  expect(fails([{ op: 'replace', value: { 'name.nothing': 1 } }])).toBe('invalidPath');
  expect(patch([{ op: 'replace', value: { nothing: 1, id: 'x' } }])).toEqual(hanako);
  expect(fails([{ op: 'remove' }])).toBe('noTarget');
  expect(fails([{ op: 'replace', path: 'id', value: 'x' }])).toBe('mutability');
  expect(fails([{ op: 'remove', path: 'userName' }])).toBe('mutability');
  expect(fails([{ op: 'replace', path: 'active', value: 'perhaps' }])).toBe('invalidValue');
  expect(fails([{ op: 'replace', path: 'displayName', value: 'x'.repeat(3_000) }])).toBe('invalidValue');
});

test('no text, however it is written, throws anything but its own error', () => {
  const word = fc.constantFrom(
    'userName',
    'emails',
    '[',
    ']',
    '(',
    ')',
    '"x"',
    'eq',
    'and',
    'or',
    'not',
    '.value',
    '"',
    '\\',
    'true',
    ENTERPRISE_SCHEMA,
    ':',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom('', ' '), (words, gap) => {
      const text = words.join(gap);
      for (const read of [() => matches(parseFilter(text, USER), hanako), () => parsePath(text, USER)]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }
    }),
  );
});
