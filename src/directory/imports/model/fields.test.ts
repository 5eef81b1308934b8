import { expect, test } from 'vitest';
import { guessFields } from './fields.ts';

test('heads of directories, old platforms and people are recognized, in Japanese and English', () => {
  expect(guessFields('users', ['ユーザー プリンシパル名', '表示名', 'メール', '部署', 'グループ', '電話'])).toEqual([
    'upn',
    'displayName',
    'email',
    'department',
    'groups',
    null,
  ]);
  expect(guessFields('users', ['UserPrincipalName', 'DisplayName', 'Enabled', 'ﾌﾘｶﾞﾅ'])).toEqual([
    'upn',
    'displayName',
    'enabled',
    'reading',
  ]);
  expect(
    guessFields('pcs', ['コンピューター名', 'シリアル番号', 'SMBIOS UUID', 'ConfigMgr client id', 'EPM device id']),
  ).toEqual(['name', 'serial', 'uuid', 'configmgrId', 'epmId']);
  expect(guessFields('pcs', ['Netbios_Name0', 'SerialNumber0', 'SMBIOS_GUID0', 'SMS_Unique_Identifier0'])).toEqual([
    'name',
    'serial',
    'uuid',
    'configmgrId',
  ]);
});

test('a field is taken once, from the left; without a UPN column the mail address is taken for it', () => {
  expect(guessFields('users', ['UPN', 'User name', '氏名', '名前'])).toEqual(['upn', null, 'displayName', null]);
  expect(guessFields('users', ['社員名', 'フリガナ', 'メール', '所属'])).toEqual([
    'displayName',
    'reading',
    'upn',
    'department',
  ]);
});
