import type { Sample } from './sample.ts';

/** The parts of an evidence file (package-kit/evidence.md) that a PC is completed with. */
export interface ExampleEvidence {
  readonly context: unknown;
  readonly os: unknown;
  readonly services: unknown;
  readonly epm: unknown;
  readonly configmgr: Readonly<Record<'installation' | 'client' | 'authority', unknown>>;
  readonly enrollments: {
    readonly keys: readonly { readonly id: string }[];
    readonly accounts: readonly { readonly id: string }[];
  };
}

const PLAIN_CAUSE = /^(?:ENROLL_|CARRIER_|CMG_|CONTENT_|CLIENT_|PRT_|JOIN_|STATE_JOIN)/;
const REGISTERED =
  '<![LOG[[RegTask] - Client is registered. Server assigned ClientID is GUID:0B5C6C8E-0000-4000-8000-000000000412. Approval status 1]LOG]!><time="09:00:00.000-540" date="11-20-2026" component="ClientIDManagerStartup" context="" type="1" thread="4088" file="regtask.cpp:1831">\r\n';

/** The rest of a PC of which a sample shows some lines: a working ConfigMgr client, in no MDM where the sample is not about that. */
export function restOfPc(sample: Sample, example: ExampleEvidence): Record<string, unknown> {
  const { context, os, services, epm, configmgr, enrollments } = example;
  const { installation, client, authority } = configmgr;
  const parts = { context, os, services, epm };
  const isPlain = sample.state === null && sample.expected.every(({ id }) => PLAIN_CAUSE.test(id));
  if (!isPlain) return { ...parts, configmgr: { installation, client, authority } };
  const isStub = ({ id }: { readonly id: string }) => /^(?:1E05DD5D|FFFFFFFF)/.test(id);
  return {
    ...parts,
    enrollments: {
      ...enrollments,
      keys: enrollments.keys.filter(isStub),
      accounts: enrollments.accounts.filter(isStub),
      tasks: [],
    },
    configmgr: {
      installation,
      client,
      authority,
      system: { read: true, exists: true, CoManaged: false, ComgmtWorkloads: 0 },
      baselines: { read: true, exists: true, list: [], others: 3 },
    },
    logs: [
      {
        read: true,
        path: 'C:\\WINDOWS\\CCM\\Logs\\ClientIDManagerStartup.log',
        exists: true,
        size: REGISTERED.length,
        modifiedAt: '2026-11-20T00:00:00Z',
        encoding: 'utf-8',
        offset: 0,
        text: REGISTERED,
      },
    ],
  };
}
