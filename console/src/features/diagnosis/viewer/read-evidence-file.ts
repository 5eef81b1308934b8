import { readLog } from './read-log.ts';
import { plainLine, type ViewerFile, type ViewerLine } from './viewer-file.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const objectsOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Parts that have a view of their own. */
const OWN_VIEW = new Set(['joinState', 'logs', 'events', 'registry', 'enrollments']);
const ENROLLMENTS = 'HKLM\\SOFTWARE\\Microsoft\\Enrollments';
const ACCOUNTS = 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts';
const TASKS =
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\Windows\\EnterpriseMgmt';

/** Whether this JSON is an evidence file of collect.ps1. */
export function isEvidenceFile(json: unknown): boolean {
  return isObject(json) && json['schema'] === 'baton-evidence';
}

/**
 * An evidence file as files with lines: its logs, the output of dsregcmd, events by channel, registry, and everything else. Names are those
 * that findings use behind `#`. What it holds was written on a PC: nothing of it is trusted to have its shape.
 */
export function readEvidenceFile(json: unknown): ViewerFile[] {
  const root = objectOf(json);
  return [
    ...logsOf(root),
    ...commandsOf(root),
    ...eventsOf(root),
    registryOf(root),
    enrollmentsOf(root),
    partsOf(root),
  ];
}

function file(
  id: string,
  group: ViewerFile['group'],
  lines: readonly ViewerLine[],
  source: Json = {},
  offset = 0,
): ViewerFile {
  return { id, group, lines, notRead: whyNot(source), offset };
}

/** `ACCESS_DENIED: …`, where the PC says that it could not read something. */
function whyNot(value: Json): string | null {
  if (value['read'] !== false) return null;
  return [textOf(value['reason']), textOf(value['detail'])].filter((part) => part !== '').join(': ');
}

function logsOf(root: Json): ViewerFile[] {
  return objectsOf(objectOf(root['logs'])['files'])
    .filter((log) => log['exists'] !== false)
    .map((log) =>
      file(
        textOf(log['path']).replaceAll('\\', '/'),
        'logs',
        readLog(textOf(log['text'])),
        log,
        typeof log['offset'] === 'number' ? log['offset'] : 0,
      ),
    );
}

function commandsOf(root: Json): ViewerFile[] {
  const joinState = objectOf(root['joinState']);
  return ['system', 'user'].flatMap((account) => {
    const output = joinState[account];
    if (!isObject(output)) return [];
    const lines = textOf(output['text'])
      .split(/\r\n|\n|\r/)
      .map((line, index) => plainLine(index + 1, line));
    return [file(`joinState.${account}`, 'command', output['read'] === false ? [] : lines, output)];
  });
}

/** Windows' levels: 1 critical, 2 error, 3 warning, the rest is information. */
function severityOfLevel(level: unknown): ViewerLine['severity'] {
  if (level === 1 || level === 2) return 'error';
  return level === 3 ? 'warning' : 'info';
}

function eventsOf(root: Json): ViewerFile[] {
  return objectsOf(objectOf(root['events'])['channels'])
    .filter((channel) => channel['exists'] !== false)
    .map((channel) => {
      const lines = objectsOf(channel['records']).map((record, index): ViewerLine => {
        const text = textOf(record['text']);
        const at = Date.parse(textOf(record['time']));
        return {
          number: index + 1,
          text: `${String(record['id'] ?? '')}: ${text.replace(/\s+/g, ' ').trim()}`,
          raw: text,
          severity: severityOfLevel(record['level']),
          time: Number.isNaN(at) ? null : at,
          local: null,
          component: textOf(record['provider']).replace('Microsoft-Windows-', ''),
        };
      });
      return file(`events/${textOf(channel['channel'])}`, 'events', lines, channel);
    });
}

const scalar = (value: unknown): string =>
  Array.isArray(value) ? value.map((item) => scalar(item)).join(', ') : isObject(value) ? '{…}' : String(value);

const numbered = (texts: readonly string[]) => texts.map((text, index) => plainLine(index + 1, text));

function registryOf(root: Json): ViewerFile {
  const registry = objectOf(root['registry']);
  const texts = objectsOf(registry['keys']).flatMap((key) => {
    const path = textOf(key['key']);
    const why = whyNot(key);
    if (why !== null) return [`${path}: ${why}`];
    if (key['exists'] === false) return [`${path}: exists: false`];
    const values = objectsOf(key['values']);
    return values.length === 0
      ? [path]
      : values.map((value) => `${path}\\${textOf(value['name'])}: ${scalar(value['data'])}`);
  });
  return file('registry', 'registry', numbered(texts), registry);
}

function enrollmentsOf(root: Json): ViewerFile {
  const enrollments = objectOf(root['enrollments']);
  const valuesOf = (path: string, values: unknown) =>
    Object.entries(objectOf(values)).map(([name, data]) => `${path}\\${name}: ${scalar(data)}`);
  const texts = [
    ...objectsOf(enrollments['keys']).flatMap((key) => {
      const path = `${ENROLLMENTS}\\${textOf(key['id'])}`;
      const linked = Array.isArray(key['linked']) ? key['linked'] : [];
      return [
        path,
        ...valuesOf(path, key['values']),
        ...linked.map((id) => `${path}\\LinkedEnrollment: ${scalar(id)}`),
      ];
    }),
    ...objectsOf(enrollments['accounts']).flatMap((account) => {
      const path = `${ACCOUNTS}\\${textOf(account['id'])}`;
      return [path, ...valuesOf(path, account['values'])];
    }),
    ...(Array.isArray(enrollments['tasks']) ? enrollments['tasks'] : []).map((id) => `${TASKS}\\${scalar(id)}`),
  ];
  return file('enrollments', 'registry', numbered(texts), enrollments);
}

function partsOf(root: Json): ViewerFile {
  const texts: string[] = [];
  for (const [name, value] of Object.entries(root)) if (!OWN_VIEW.has(name)) flatten(name, value, texts, 0);
  return file('parts', 'parts', numbered(texts));
}

const DEPTH = 8;

/** `path: value`; an item of a list whose values are simple stands on one line. */
function flatten(path: string, value: unknown, out: string[], depth: number): void {
  if (depth > DEPTH) return;
  if (Array.isArray(value)) {
    if (value.length === 0) out.push(`${path}: []`);
    for (const [index, item] of value.entries()) {
      if (isObject(item) && Object.values(item).every((inner) => !isObject(inner)))
        out.push(
          `${path}: ${Object.entries(item)
            .map(([key, inner]) => `${key}: ${scalar(inner)}`)
            .join(', ')}`,
        );
      else flatten(`${path}[${index}]`, item, out, depth + 1);
    }
    return;
  }
  if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(`${path}.${key}`, inner, out, depth + 1);
    return;
  }
  for (const line of String(value).split(/\r\n|\n|\r/)) if (line.trim() !== '') out.push(`${path}: ${line.trim()}`);
}
