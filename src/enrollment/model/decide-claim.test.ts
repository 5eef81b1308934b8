import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClaimFacts, claimFacts, claimRequestSchema } from './claim-request.ts';
import { type ClaimPackage, refuseByFacts, refuseBySwitch } from './decide-claim.ts';

const request = {
  packageId: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
  pin: 'K7QF2M9TX4RW',
  identity: { kind: 'user', name: 'ichiro.suzuki@example.test' },
  pc: {
    name: 'TKY-PC-0412',
    serial: 'ABC123',
    uuid: '4C4C4544-0042-3510-8052-C4C04F4D3132',
    build: '10.0.22631.4460',
    edition: 4,
  },
  oldPlatforms: ['configmgr'],
};
const facts = (change: Partial<ClaimFacts> = {}): ClaimFacts => ({
  ...claimFacts(claimRequestSchema.parse(request)),
  ...change,
});
const pkg = (change: Partial<ClaimPackage> = {}): ClaimPackage => ({
  platform: 'configmgr',
  withoutUser: 'wait',
  addressAllowed: true,
  ...change,
});
const switches = { maintenance: false, pinEnabled: true, minimumBuild: 10_240 };
const reasonFor = (f: ClaimFacts, p: ClaimPackage) => refuseByFacts(f, p, switches, '192.0.2.7')?.reason ?? null;

test.each([
  ['fits', facts(), pkg(), null],
  ['comes from outside the networks', facts(), pkg({ addressAllowed: false }), 'NETWORK_NOT_ALLOWED'],
  ['has another MDM', facts({ mdms: ['MS DM Server'] }), pkg(), 'OTHER_MDM'],
  ['has no ConfigMgr client', facts({ oldPlatforms: [] }), pkg(), 'PLATFORM_MISMATCH'],
  ['has EPM where ConfigMgr was meant', facts({ oldPlatforms: ['epm'] }), pkg(), 'PLATFORM_MISMATCH'],
  [
    'has both where EPM was meant: ConfigMgr would stop functions unannounced',
    facts({ oldPlatforms: ['configmgr', 'epm'] }),
    pkg({ platform: 'epm' }),
    'PLATFORM_MISMATCH',
  ],
  ['has ConfigMgr where none was meant', facts(), pkg({ platform: 'none' }), 'PLATFORM_MISMATCH'],
  ['has none where none was meant', facts({ oldPlatforms: [] }), pkg({ platform: 'none' }), null],
  ['runs Windows Server', facts({ edition: 7 }), pkg(), 'OS_NOT_SUPPORTED'],
  ['runs a build before the minimum', facts({ build: '10.0.9999.1' }), pkg(), 'OS_NOT_SUPPORTED'],
  ['runs Windows 8.1', facts({ build: '6.3.9600' }), pkg(), 'OS_NOT_SUPPORTED'],
  [
    'has nobody signed in and waits',
    facts({ identity: { kind: 'computer', name: 'TKY-PC-0412@corp.example.test' } }),
    pkg(),
    'WAIT_SIGN_IN',
  ],
  [
    'has nobody signed in and enrolls without a user',
    facts({ identity: { kind: 'computer', name: 'TKY-PC-0412@corp.example.test' } }),
    pkg({ withoutUser: 'enroll' }),
    null,
  ],
])('a claim of a PC that %s', (_, f, p, reason) => {
  expect(reasonFor(f, p)).toBe(reason);
});

test('another MDM is said before anything that a new package could mend', () => {
  expect(reasonFor(facts({ mdms: ['X'], oldPlatforms: [] }), pkg())).toBe('OTHER_MDM');
});

test('maintenance and the PIN switch come before the PIN is looked at', () => {
  expect(refuseBySwitch({ ...switches, maintenance: true, pinEnabled: false })?.reason).toBe('MAINTENANCE');
  expect(refuseBySwitch({ ...switches, pinEnabled: false })?.reason).toBe('PIN_ENROLLMENT_OFF');
  expect(refuseBySwitch(switches)).toBeNull();
});

test('facts are canonical: canonical facts are their own canonical form', () => {
  const field = fc.string({ maxLength: 60 });
  fc.assert(
    fc.property(field, field, field, fc.array(field, { maxLength: 6 }), (serial, uuid, name, macs) => {
      const pc = { name: `P${name}`, serial, uuid, permanentMacs: macs };
      const once = claimFacts(claimRequestSchema.parse({ ...request, pc }));
      const twice = claimFacts(
        claimRequestSchema.parse({
          ...request,
          pc: { name: once.name, serial: once.serial ?? '', uuid: once.uuid ?? '', permanentMacs: once.macs },
        }),
      );
      expect({ ...twice, build: once.build, edition: once.edition }).toEqual(once);
    }),
  );
});

test('the schema never throws anything but its own error, and bounds every field', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const parsed = claimRequestSchema.safeParse(value);
      return parsed.success === false || JSON.stringify(parsed.data).length < 100_000;
    }),
  );
  expect(claimRequestSchema.safeParse({ ...request, pc: { ...request.pc, name: 'x'.repeat(257) } }).success).toBe(
    false,
  );
});
