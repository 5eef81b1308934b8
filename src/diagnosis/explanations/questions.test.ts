import { expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { readFacts } from '../parsers/testing/read-facts.ts';

/** A record of the ConfigMgr client's log. */
function record(component: string, text: string): string {
  return `<![LOG[${text}]LOG]!><time="09:00:00.000-540" date="11-20-2026" component="${component}" context="" type="3" thread="4088" file="x.cpp:1">\n`;
}

function ask(id: string, content: string) {
  const answer = diagnose(readFacts(content), { intention: { target: 'intune', pilot: false } }).answers.find(
    (each) => each.id === id,
  );
  return answer === undefined
    ? undefined
    : { value: answer.value, en: answer.answer.en, lines: answer.evidence.length };
}

const failed = (code: string): string =>
  record('CoManagementHandler', `MDM enrollment failed with error code ${code} 'x'. Will retry in 15 minutes`);

test.each([
  ['0x80192ee7', 'No: the network. The MDM was not reached.'],
  ['2149056532', 'No: an enrollment restriction.'],
  ['-2145910761', 'No: an error of the server, or a timeout.'],
  ['0x80180018', 'No: no licence.'],
  ['0x8018002a', 'No: it stopped at multifactor authentication.'],
])('"did it enroll, and why not?" names the reason of the last attempt: %s', (code, en) => {
  expect(ask('enrolled', failed(code))).toEqual({ value: 'no', en, lines: 1 });
});

test('an enrollment that succeeded later is no "why not"', () => {
  const later = record('CoManagementHandler', 'MDM enrollment succeeded').replace('09:00:00', '10:00:00');
  expect(ask('enrolled', failed('0x80180018') + later)?.value).toBe('yes');
});

test.each([
  [
    'a program that failed',
    record(
      'execmgr',
      'Execution is complete for program Baton. The exit code is 1603, the execution status is FailureNonRetry',
    ),
    'No trace of it: a package program ended with an error.',
  ],
  [
    'coexistence',
    record('execmgr', 'Co-existence mode detected. This device is externally managed.'),
    'No trace of it: the ConfigMgr client is in coexistence and delivers no packages.',
  ],
  [
    'a management point out of reach',
    record(
      'CcmMessaging',
      '[CCMHTTP] ERROR: URL=http://mp01.corp.example.test/ccm_system/request, Port=80, Options=224, Code=12007, Text=ERROR_WINHTTP_NAME_NOT_RESOLVED',
    ),
    'No trace of it: the ConfigMgr client gets no policy, so no deployment reaches it.',
  ],
])('"why did setup.ps1 never start?" knows %s', (_name, content, en) => {
  expect(ask('setup-started', content)).toMatchObject({ value: 'no', en });
});

test('a question that nothing answers says so, and names what would', () => {
  const [answer] = diagnose(readFacts(failed('0x80180018')), {
    intention: { target: 'intune', pilot: false },
  }).answers.filter(({ id }) => id === 'join-missing');
  expect(answer?.value).toBeNull();
  expect(answer?.notSeen.length).toBeGreaterThan(0);
});

test('a client that talks to a gateway needs it', () => {
  const url = 'https://cmg.corp.example.test/CCM_Proxy_ServerAuth/72057594037927941/SMS_MP/.sms_aut?SITESIGNCERT';
  const error = `[CCMHTTP] ERROR: URL=${url}, Port=443, Options=1472, Code=12175, Text=ERROR_WINHTTP_SECURE_FAILURE`;
  expect(ask('gateway', record('LocationServices', error))?.value).toBe('yes');
});
