import { type Estate, userListCsv } from './estate.ts';

/** Most people whom the SCIM source pushes, one request each; the CSV brings all others at once. */
const PUSHED = 60;
const AT_ONCE = 6;
const LOOKS = 3_000;

interface Door {
  /** Base URL of the operator door. */
  readonly base: string;
  /** API token of an administrator. */
  readonly token: string;
}

/**
 * Brings the people of a company in as its administrators would: the first third are pushed by an identity system over
 * SCIM, with a group for each department; a CSV then adds the others, and to those of SCIM the readings, which SCIM has
 * not. The same people come the same way each time.
 * @throws Error with what a door answered
 */
export async function bringPeople(door: Door, estate: Estate): Promise<void> {
  const { users } = estate;
  const api = (method: string, path: string, body?: object) =>
    ask(`${door.base}api/v1${path}`, method, door.token, body);
  const source = await api('POST', '/sources', { name: '社内 ID 基盤 (SCIM)', config: { kind: 'scim' } });
  const made = await api('POST', `/sources/${source['id']}/tokens`, { name: 'training', expiresInDays: 1 });
  const push = (path: string, body: object) => ask(`${door.base}scim/v2${path}`, 'POST', String(made['secret']), body);
  const departments = new Map<string, string[]>();
  const pushed = users.slice(0, Math.min(PUSHED, Math.ceil(users.length / 3)));
  const waiting = pushed.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [index, user] of waiting) {
        const { id } = await push('/Users', {
          userName: user.upn,
          externalId: `employee-${index + 1}`,
          displayName: user.displayName,
          active: true,
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: user.department },
        });
        departments.set(user.department, [...(departments.get(user.department) ?? []), String(id)]);
      }
    }),
  );
  for (const [displayName, members] of [...departments].sort())
    await push('/Groups', { displayName, members: members.map((value) => ({ value })) });
  await importCsv(door, userListCsv(estate));
}

async function importCsv(door: Door, csv: string): Promise<void> {
  const form = new FormData();
  form.append('kind', 'users');
  form.append('file', new Blob([csv]), '社員一覧.csv');
  const url = `${door.base}api/v1/imports`;
  const { id } = await ask(url, 'POST', door.token, form);
  await follow(`${url}/${id}`, door.token, 'checked');
  await ask(`${url}/${id}/run`, 'POST', door.token, {});
  await follow(`${url}/${id}`, door.token, 'done');
}

async function follow(url: string, token: string, wanted: string): Promise<void> {
  for (let turn = 0; turn < LOOKS; turn += 1) {
    const item = await ask(url, 'GET', token);
    if (item['state'] === wanted) return;
    if (item['state'] === 'failed' || item['state'] === 'stopped') throw new Error(JSON.stringify(item['problem']));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the import was never ${wanted}`);
}

async function ask(url: string, method: string, token: string, body?: object): Promise<Record<string, unknown>> {
  const isForm = body instanceof FormData;
  const isScim = url.includes('/scim/');
  const type = isScim ? 'application/scim+json' : 'application/json';
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined || isForm ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as Record<string, unknown>;
}
