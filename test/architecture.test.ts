import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../src');
const CONSOLE = path.resolve(import.meta.dirname, '../console/src');

/** What each room may use. A room uses another room's service or model, never its store. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  diagnosis: [],
  simulator: [],
  pki: [],
  config: ['pki'],
  storage: [],
  jobs: ['storage'],
  devices: ['storage', 'diagnosis', 'operators'],
  directory: ['storage', 'jobs', 'devices', 'operators'],
  operators: ['storage'],
  packages: ['storage', 'jobs', 'devices', 'directory', 'operators'],
  enrollment: ['storage', 'protocol', 'pki', 'devices', 'directory', 'packages'],
  management: ['storage', 'protocol', 'devices', 'enrollment'],
  notices: ['storage', 'devices'],
  overview: ['storage', 'devices', 'packages', 'enrollment'],
  server: [
    'config',
    'protocol',
    'pki',
    'storage',
    'jobs',
    'devices',
    'diagnosis',
    'directory',
    'operators',
    'packages',
    'enrollment',
    'management',
    'overview',
  ],
  cli: ['config', 'pki', 'storage', 'operators', 'server', 'simulator', 'devices', 'diagnosis'],
};

/** Files of src/ itself that put things together. */
const ROOTS = new Set(['compose.ts', 'main.ts', 'training.ts']);

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(full);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [full] : [];
  });
}

function importsOf(file: string): string[] {
  const text = fs.readFileSync(file, 'utf8');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const files = sources(SRC);
const internal = importsWithin(SRC);

function importsWithin(folder: string): Import[] {
  return sources(folder).flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => ({
        from: path.relative(folder, file),
        to: path.relative(folder, path.resolve(path.dirname(file), name)),
      })),
  );
}

const roomOf = (file: string) => file.split(path.sep)[0] ?? '';

test('a room uses only the rooms below it (server -> service -> model and store)', () => {
  const wrong = internal
    .filter(({ from }) => !ROOTS.has(from))
    .filter(({ from, to }) => roomOf(from) !== roomOf(to) && !(MAY_USE[roomOf(from)] ?? []).includes(roomOf(to)))
    .map(({ from, to }) => `${from} -> ${to}`);
  expect(wrong).toEqual([]);
});

test('every room of src/ is in the table above', () => {
  const rooms = fs
    .readdirSync(SRC, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(rooms.filter((room) => MAY_USE[room] === undefined)).toEqual([]);
});

test("no room reaches into another room's store", () => {
  const wrong = internal.filter(
    ({ from, to }) => roomOf(from) !== roomOf(to) && to.includes(`${path.sep}store${path.sep}`),
  );
  expect(wrong).toEqual([]);
});

/** Text as the database sees it, for models that compare as it does. */
const PURE_OF_STORAGE = new Set(['storage/lower.ts', 'storage/search-text.ts']);
const isPure = (file: string) => /^(protocol|diagnosis)[\\/]|[\\/]model[\\/]/.test(file) || PURE_OF_STORAGE.has(file);

test('what is pure uses only what is pure: no I/O, no clock, no randomness, no use case, no SQL', () => {
  const libraries = new Set(['node:buffer', 'node:crypto', 'node:net', 'iconv-lite', 'saxes', 'zod']);
  const impure =
    /\bDate\.now\(|new Date\(\)|Math\.random\(|randomBytes|randomInt|randomUUID|getRandomValues|performance\.|\bprocess\.|setTimeout|setInterval|\bfetch\(|console\.(log|warn|error)|net\.(connect|create)|\.query\(/;
  const wrong = files
    .map((file) => path.relative(SRC, file))
    .filter(isPure)
    .flatMap((file) => {
      const full = path.join(SRC, file);
      const found = importsOf(full).filter((name) =>
        name.startsWith('.')
          ? !isPure(path.relative(SRC, path.resolve(path.dirname(full), name)))
          : !libraries.has(name),
      );
      const word = impure.exec(fs.readFileSync(full, 'utf8'))?.[0];
      return [...found, ...(word === undefined ? [] : [word])].map((what) => `${file}: ${what}`);
    });
  expect(wrong).toEqual([]);
});

test('the doors speak no SQL', () => {
  const wrong = files
    .map((file) => path.relative(SRC, file))
    .filter((file) => roomOf(file) === 'server')
    .filter((file) => /\.query[(<]|\bpool\b/.test(fs.readFileSync(path.join(SRC, file), 'utf8')));
  expect(wrong).toEqual([]);
});

test.each([
  ['src', SRC],
  ['console/src', CONSOLE],
])('files of %s form no circle of imports', (_name, folder) => {
  const edges = new Map<string, string[]>();
  for (const { from, to } of importsWithin(folder)) edges.set(from, [...(edges.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of edges.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test('the hot statements of a session are named and filter on device_id', () => {
  const read = fs.readFileSync(path.join(SRC, 'management/store/read-session.ts'), 'utf8');
  expect(read).toMatch(/name: 'session-read'/);
  expect(read).toMatch(/where c\.device_id = \$1/);
});
