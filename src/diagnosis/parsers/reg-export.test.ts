import { describe, expect, it } from 'vitest';
import { enrolmentsOf } from '../enrolment/enrolments.ts';
import type { Facts } from '../model/facts.ts';
import { readFacts } from './testing/read-facts.ts';

describe('registry exports', () => {
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft';
  const id = '1F0CE4B2-7C42-4F4B-9D1C-000000000001';
  const reg = `Windows Registry Editor Version 5.00

[${key}\\CCM]
"CoManagementFlags"=dword:00003021

[${key}\\Enrollments]
"MmpcEnrollmentFlag"=dword:00000002

[${key}\\Enrollments\\{${id.toLowerCase()}}]
"ProviderID"="MS DM Server"
"UPN"="a@corp.example.test"
"EnrollmentState"=dword:00000003
"RenewErrorCode"=dword:801900c8
"DiscoveryServiceFullURL"=hex(2):68,00,74,00,74,00,70,00,73,00,3a,00,2f,00,2f,00,\\
  78,00,2e,00,74,00,65,00,73,00,74,00,00,00

[${key}\\Enrollments\\{${id.toLowerCase()}}\\LinkedEnrollment]
"Id"="{2F0CE4B2-7C42-4F4B-9D1C-000000000002}"

[${key}\\Provisioning\\OMADM\\Accounts]

[${key}\\Provisioning\\OMADM\\Accounts\\${id}]
@="x\\\\y \\"z\\""
`;
  const expected = (facts: Facts) => {
    expect(facts.value('cm.CoManagementFlags')).toBe(0x3021);
    expect(facts.value('cm.MmpcEnrollmentFlag')).toBe(2);
    expect(facts.value('enr.DiscoveryServiceFullURL', id)).toBe('https://x.test');
    expect(facts.value('enr.RenewErrorCode', id)).toBe(0x801900c8);
    expect(facts.value('enr.linked', id)).toBe('2F0CE4B2-7C42-4F4B-9D1C-000000000002');
    expect(enrolmentsOf(facts)?.map((each) => [each.id, each.kind, each.owner, each.state])).toEqual([
      [id, 'enrolled', 'intune', 3],
    ]);
  };

  it('keys, every type of value, values over several lines; UTF-16 as regedit writes it, or ANSI', () => {
    expected(readFacts(Buffer.from(`\ufeff${reg.replaceAll('\n', '\r\n')}`, 'utf16le')));
    expected(readFacts(reg.replace('Windows Registry Editor Version 5.00', 'REGEDIT4')));
  });

  it('flags are also written as QWORD: read either', () => {
    expect(
      readFacts(`REGEDIT4\n[${key}\\CCM]\n"CoManagementFlags"=hex(b):ff,f0,ff,7f,00,00,00,00\n`).value(
        'cm.CoManagementFlags',
      ),
    ).toBe(0x7ffff0ff);
  });

  it('reg query /s', () => {
    const facts = readFacts(
      `\n${key}\\CCM\n    CoManagementFlags    REG_DWORD    0x2001\n\n${key}\\Enrollments\\${id}\n    UPN    REG_SZ    a@b.test\n`,
    );
    expect(facts.value('cm.CoManagementFlags')).toBe(8193);
    expect(facts.value('enr.UPN', id)).toBe('a@b.test');
  });

  it('which Windows it is', () => {
    const facts = readFacts(
      `REGEDIT4\n[${key} NT\\CurrentVersion]\n"CurrentBuild"="15063"\n"InstallationType"="Client"\n`.replace(
        'Microsoft NT',
        'Microsoft\\Windows NT',
      ),
    );
    expect(facts.value('pc.buildNumber')).toBe(15063);
    expect(facts.value('pc.server')).toBe(false);
  });

  it('a key that the file deletes says nothing about the PC', () => {
    expect(
      readFacts(`REGEDIT4\n[-${key}\\CCM]\n"CoManagementFlags"=dword:1\n`).value('cm.CoManagementFlags'),
    ).toBeUndefined();
  });

  it('a key under Enrollments alone proves nothing: without the accounts no enrolment is judged', () => {
    const facts = readFacts(reg.slice(0, reg.indexOf(`[${key}\\Provisioning`)));
    expect(enrolmentsOf(facts)?.map((each) => each.kind)).toEqual([null]);
  });
});
