import { afterAll, beforeAll, expect, test } from 'vitest';
import { entraIdOf, type ListsApi, startListsApi } from './lists-api.ts';

let api: ListsApi;
beforeAll(async () => {
  api = await startListsApi();
});
afterAll(() => api.stop());

const labelsOf = async (key: string) => (await api.call('GET', `/labels/pcs/${key}`)).body;

test('reference 2.6: "Co-managed" of a PC without the policy is false, with explanation, remedy and evidence of both sides', async () => {
  const { pc, key } = await api.enroll('LBL-0001', 'made-evidence-both-no-policy');
  const list = await api.take(
    'intune',
    `デバイス名,シリアル番号,管理者,前回のチェックイン\r\nLBL-0001,${pc.hardware.serial},共同管理,2026-11-20 01:02:03.0000000\r\n`,
  );
  expect(list).toMatchObject({ state: 'done', added: 1, failed: 0 });
  const { labels, findings } = await labelsOf(key);
  expect(labels).toMatchObject([
    {
      source: 'intune',
      says: { managedBy: '共同管理', label: 'co-managed' },
      way: 'serial',
      judgement: 'false',
      state: { id: 'STATE_BOTH_CLIENTS_NO_POLICY' },
      findings: [{ id: 'STATE_FALSE_CO_MANAGED' }],
      seenAt: '2026-11-20T01:02:03.000Z',
      isMissingInNewest: false,
    },
  ]);
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API
  const found = new Map<string, any>(findings.map((finding: { id: string }) => [finding.id, finding]));
  const wrong = found.get('STATE_FALSE_CO_MANAGED');
  expect(wrong).toMatchObject({ severity: 'warning', explanations: ['false-co-managed'] });
  expect(wrong.remedy.ja).toContain('共同管理の PC として数えないでください');
  // the row of the list stands beside what was read on the PC
  expect(wrong.evidence.map(({ file }: { file: string }) => file)).toContain('list.csv');
  expect(wrong.evidence.some(({ file }: { file: string }) => file.startsWith('evidence.json'))).toBe(true);
  expect(wrong.evidence.find(({ file }: { file: string }) => file === 'list.csv')).toMatchObject({
    line: 2,
    text: 'Managed by: 共同管理',
  });
  // what makes the label true is the remedy of the state
  expect(found.get('STATE_BOTH_CLIENTS_NO_POLICY').remedy.en).toContain('Configure co-management');
  const diagnosis = (await api.call('GET', `/diagnosis/pcs/${key}`)).body.diagnosis;
  expect(diagnosis.notSeen.map(({ id }: { id: string }) => id)).not.toContain('device-list');
  expect(diagnosis.answers.find(({ id }: { id: string }) => id === 'false-label')).toMatchObject({ value: 'yes' });
  pc.off();
});

test('reference 2.6: "ConfigMgr" of a PC that only tenant attach uploaded decides its state', async () => {
  const { pc, key } = await api.enroll('LBL-0002', 'made-evidence-cm-only');
  const state = async () => (await api.call('GET', `/diagnosis/pcs/${key}`)).body.diagnosis.state;
  expect(await state()).toMatchObject({ id: 'STATE_CM_ONLY', missing: [{ input: 'uploaded' }] });
  await api.take('intune', `Device name,Serial number,Managed by\nLBL-0002,${pc.hardware.serial},ConfigMgr\n`);
  expect(await state()).toMatchObject({ id: 'STATE_TENANT_ATTACH_ONLY', missing: [] });
  const listed = (await api.call('GET', '/labels?q=lbl-0002')).body.items;
  expect(listed).toMatchObject([{ judgement: 'false', findings: [{ id: 'LABEL_CONFIGMGR_UPLOAD_ONLY' }] }]);
  const pcs = (await api.call('GET', '/diagnosis/pcs?state=STATE_TENANT_ATTACH_ONLY')).body.items;
  expect(pcs.map(({ name }: { name: string }) => name)).toEqual(['LBL-0002']);
  pc.off();
});

test.each([
  // [sample, Managed by, judgement, findings]
  ['made-evidence-co-managed', '共同管理', 'fits', []],
  ['made-evidence-co-managed', 'Intune', 'false', ['LABEL_INTUNE_HIDES_CO_MANAGEMENT']],
  ['made-evidence-cm-remnant', 'Co-managed', 'false', ['STATE_FALSE_CO_MANAGED']],
  ['made-evidence-cm-remnant', 'ConfigMgr', 'false', ['LABEL_CONFIGMGR_WRONG']],
  ['made-evidence-mdm-only', 'configurationManagerClientMdm', 'false', ['STATE_FALSE_CO_MANAGED']],
  ['made-evidence-mdm-only', 'Intune', 'fits', []],
  ['made-evidence-mdm-only', 'ConfigMgr', 'false', ['LABEL_CONFIGMGR_WRONG']],
  ['made-evidence-coexistence-third', '10', 'false', ['STATE_FALSE_CO_MANAGED']],
  ['made-evidence-coexistence-baton', 'Intune', 'false', ['LABEL_INTUNE_WRONG']],
  ['made-evidence-unmanaged', 'mdm', 'false', ['LABEL_INTUNE_WRONG']],
  ['made-evidence-unmanaged', 'jamf', 'unproven', []],
])('%s, shown as %s: %s %s', async (sample, managedBy, judgement, findings) => {
  const name = `M-${sample.slice(14, 22)}-${managedBy.length}${managedBy.charCodeAt(0) % 10}`
    .slice(0, 15)
    .toUpperCase();
  const { pc, key } = await api.enroll(name, sample);
  await api.take('intune', `Device name,Serial number,Managed by\n${name},${pc.hardware.serial},${managedBy}\n`);
  const { labels } = await labelsOf(key);
  expect([labels[0].judgement, labels[0].findings.map(({ id }: { id: string }) => id)]).toEqual([judgement, findings]);
  pc.off();
});

test('reference 2.5: MDMEnrolled 0 is not co-managed whatever the policy says; a client that is gone is named', async () => {
  const { pc, key } = await api.enroll('LBL-0003', 'made-evidence-cm-remnant');
  const rows = {
    value: [{ Name: 'LBL-0003', SerialNumber: pc.hardware.serial, Client: 1, ClientActiveStatus: 1, CoManaged: false }],
  };
  await api.take('configmgr', JSON.stringify(rows));
  expect((await labelsOf(key)).labels[0].findings).toMatchObject([{ id: 'LABEL_CLIENT_GONE' }]);
  const only = await api.enroll('LBL-0004', 'made-evidence-pending');
  await api.take(
    'configmgr',
    `Name,SerialNumber,ComgmtPolicyPresent,MDMEnrolled\nLBL-0004,${only.pc.hardware.serial},1,0\n`,
  );
  const { labels, findings } = await labelsOf(only.key);
  expect(labels[0]).toMatchObject({ says: { policyPresent: true, mdmEnrolled: false }, judgement: 'false' });
  expect(findings.find(({ id }: { id: string }) => id === 'LABEL_POLICY_ONLY')).toMatchObject({ severity: 'info' });
  await api.take('configmgr', `Name,SerialNumber,CoManaged\nLBL-0004,${only.pc.hardware.serial},True\n`);
  expect((await labelsOf(only.key)).labels[0].findings).toMatchObject([{ id: 'LABEL_SITE_CO_MANAGED' }]);
  pc.off();
  only.pc.off();
});

test('state beats what is said: a list never changes what was read on the PC, and newer evidence wins at once', async () => {
  const { pc, key } = await api.enroll('LBL-0005', 'made-evidence-both-no-policy');
  await api.take(
    'configmgr',
    `Name,SerialNumber,ComgmtPolicyPresent,MDMEnrolled\nLBL-0005,${pc.hardware.serial},1,1\n`,
  );
  await api.take('intune', `Device name,Serial number,Managed by\nLBL-0005,${pc.hardware.serial},Co-managed\n`);
  const before = (await labelsOf(key)).labels;
  expect(before).toMatchObject([
    { source: 'intune', judgement: 'false', state: { id: 'STATE_BOTH_CLIENTS_NO_POLICY' } },
    { source: 'configmgr', judgement: 'false' },
  ]);
  await api.sendEvidence(pc, 'made-evidence-co-managed');
  expect((await labelsOf(key)).labels).toMatchObject([
    { source: 'intune', judgement: 'fits', state: { id: 'STATE_CO_MANAGED' } },
    { source: 'configmgr', judgement: 'fits' },
  ]);
  pc.off();
});

test('a list that is a week newer than the evidence makes no more than a hint of a contradiction', async () => {
  const { pc, key } = await api.enroll('LBL-0006', 'made-evidence-both-no-policy');
  await api.sendEvidence(pc, 'made-evidence-both-no-policy', new Date(Date.now() - 20 * 86_400_000));
  await api.take('intune', `Device name,Serial number,Managed by\nLBL-0006,${pc.hardware.serial},Co-managed\n`);
  const { labels, findings } = await labelsOf(key);
  expect(labels[0].judgement).toBe('false');
  expect(findings.find(({ id }: { id: string }) => id === 'STATE_FALSE_CO_MANAGED').severity).toBe('info');
  pc.off();
});

test('an older list does not replace a newer one; a PC that the newest list lacks says so', async () => {
  const { pc, key } = await api.enroll('LBL-0007', 'made-evidence-mdm-only');
  const list = (word: string) => `Device name,Serial number,Managed by\nLBL-0007,${pc.hardware.serial},${word}\n`;
  await api.take('intune', list('Intune'), '2026-06-01T00:00:00.000Z');
  await api.take('intune', list('Co-managed'), '2026-03-01T00:00:00.000Z');
  expect((await labelsOf(key)).labels).toMatchObject([
    { says: { label: 'intune' }, exportedAt: '2026-06-01T00:00:00.000Z', isMissingInNewest: true },
  ]);
  const lists = (await api.call('GET', '/device-lists?source=intune')).body.items;
  expect(lists[0]).toMatchObject({ exportedAt: '2026-03-01T00:00:00.000Z', pcs: 1, inForce: 0 });
  pc.off();
});

test('a PC is found by the Entra device id that its evidence names', async () => {
  const { pc, key } = await api.enroll('LBL-0008', 'made-evidence-mdm-only');
  await api.take(
    'intune',
    `Device name,Azure AD Device ID,Managed by\nRENAMED-1,${entraIdOf('LBL-0008').toUpperCase()},Intune\n`,
  );
  expect((await labelsOf(key)).labels).toMatchObject([{ way: 'entra', nameInList: 'RENAMED-1', name: 'LBL-0008' }]);
  pc.off();
});

test('the summary says for each kind of false label how many there are, why, and what to do', async () => {
  const { status, body } = await api.call('GET', '/labels/summary');
  expect(status).toBe(200);
  expect(body.judgements.false).toBe((await api.call('GET', '/labels/count?judgement=false')).body.count);
  const kinds = body.findings.map(({ id }: { id: string }) => id);
  expect(kinds).toEqual(
    expect.arrayContaining(['STATE_FALSE_CO_MANAGED', 'LABEL_CONFIGMGR_UPLOAD_ONLY', 'LABEL_CLIENT_GONE']),
  );
  for (const { id, pcs, title, remedy, explanations } of body.findings) {
    const { count } = (await api.call('GET', `/labels/count?finding=${id}`)).body;
    expect([id, pcs]).toEqual([id, count]);
    expect([id, title.ja, remedy.ja, explanations.length > 0]).toEqual([
      id,
      expect.any(String),
      expect.any(String),
      true,
    ]);
  }
  expect(body.newest.map(({ source }: { source: string }) => source)).toEqual(['intune', 'configmgr']);
});

test('labels as CSV, in both languages and encodings', async () => {
  const { text, headers } = await api.call('GET', '/labels/export?language=ja&judgement=false&q=lbl-0001');
  expect(headers.get('content-type')).toContain('text/csv');
  expect(text).toContain('\r\nLBL-0001,Intune,共同管理,実態と異なる,');
  const english = await api.call('GET', '/labels/export?language=en&cols=name&cols=says&q=lbl-0005');
  expect(english.text.trim().split('\r\n')).toEqual([
    'PC,What it shows',
    'LBL-0005,Co-managed',
    'LBL-0005,"Co-management policy: yes, MDM enrolled: yes"',
  ]);
  expect((await api.call('GET', '/labels/export/preview?judgement=false')).body.rows).toBeGreaterThan(0);
});

test('a PC of which no list says anything has no labels', async () => {
  const key = await api.addPc({ name: 'NOLABEL-1' });
  expect((await api.call('GET', `/labels/pcs/${key}`)).status).toBe(404);
});
