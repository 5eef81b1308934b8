import type { Sample } from './sample.ts';

/** Who an evidence file is about, and when it was collected. */
export interface EvidenceHead {
  readonly name: string;
  readonly serial: string;
  readonly uuid: string;
  /** ISO 8601 in UTC. */
  readonly collectedAt: string;
}

const DSREGCMD = /AzureAdJoined\s*:/;
const SYSTEM = /User Context : SYSTEM|NT AUTHORITY\\SYSTEM/;

/**
 * A sample as the PC itself would send it: its own evidence file where it has one, else an evidence file that holds its logs and the
 * output of dsregcmd.
 * @param rest parts of an evidence file that has none of its own, for what the sample says nothing of; `logs` are its files
 */
export function evidenceOfSample(
  sample: Sample,
  head: EvidenceHead,
  decode: (bytes: Uint8Array) => string,
  rest: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  const isClockWrong = sample.expected.some(({ id }) => id === 'JOIN_CLOCK_SKEW');
  const joinState: Record<string, unknown> = {};
  const logs: Record<string, unknown>[] = [];
  for (const { file, bytes } of sample.files) {
    const text = decode(bytes);
    if (text.includes('"baton-evidence"')) Object.assign(own, JSON.parse(text));
    else if (DSREGCMD.test(text)) {
      const account = SYSTEM.test(text) ? 'system' : 'user';
      joinState[account] = { read: true, exitCode: 0, text: isClockWrong ? text : atTime(text, head.collectedAt) };
    } else logs.push(logFile(file, text, head.collectedAt));
  }
  const { logs: otherLogs = [], ...otherParts } = rest;
  const missing = (otherLogs as readonly Record<string, unknown>[]).filter(
    (other) => !logs.some((log) => log['path'] === other['path']),
  );
  if (Object.keys(own).length === 0) logs.unshift(...missing);
  const pc = {
    maker: 'Example',
    model: 'Note 7',
    domain: 'corp.example.test',
    consoleUser: '',
    ...(own['pc'] as object),
  };
  return {
    language: 'ja',
    redacted: false,
    seconds: 41,
    kit: '1.0.0',
    ...(Object.keys(joinState).length === 0 ? {} : { joinState }),
    ...(logs.length === 0 ? {} : { logs: { read: true, files: logs, more: 0 } }),
    ...(Object.keys(own).length === 0 ? otherParts : own),
    schema: 'baton-evidence',
    version: 1,
    collectedAt: head.collectedAt,
    pc: { ...pc, read: true, name: head.name, serial: head.serial, uuid: head.uuid },
  };
}

/** dsregcmd prints the PC's clock: a sample of long ago would be a PC whose clock is wrong. */
function atTime(text: string, collectedAt: string): string {
  const now = `${collectedAt.slice(0, 10)} ${collectedAt.slice(11, 19)}.000`;
  return text.replace(/(Client Time : )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/, `$1${now}`);
}

function logFile(file: string, text: string, modifiedAt: string): Record<string, unknown> {
  // a log is called after the component that writes it
  const component = /component="(\w{1,60})"/.exec(text)?.[1];
  const own = file.split(/[\\/]/).at(-1) ?? file;
  const name = component === undefined ? own : component === 'Baton' ? 'setup.log' : `${component}.log`;
  const folder = name.startsWith('setup') ? 'C:\\ProgramData\\Baton\\Logs' : 'C:\\WINDOWS\\CCM\\Logs';
  const path = `${folder}\\${name.includes('.') ? name : `${name}.log`}`;
  const size = text.length;
  return { read: true, path, exists: true, size, modifiedAt, encoding: 'utf-8', offset: 0, text };
}
