import type { Fact } from './model/fact.ts';
import { createFacts, type Facts } from './model/facts.ts';
import type { Sink } from './model/reader.ts';

/** The facts of one file, and where it lay. */
export interface FileFacts {
  /** Name as given; its folder tells which files belong together where a file does not name its PC. */
  readonly file: string;
  readonly facts: Facts;
}

/** Everything that belongs to one PC. */
export interface PcFacts {
  /** The PC's name; null where no file names one. */
  readonly name: string | null;
  readonly files: readonly string[];
  readonly facts: Facts;
}

/**
 * Sorts the files of one bundle by PC, so that two PCs are never mixed into one verdict. A PC is known by its name, where a file gives
 * none by its Entra device id. A file that says neither belongs to the only PC of the whole bundle, else to the only PC of its folder or
 * of the nearest folder above that has one, else to nobody: a PC of its own, without a name.
 */
export function groupByPc(files: readonly FileFacts[]): readonly PcFacts[] {
  const known = files.map((each) => ({ ...each, name: nameOf(each.facts), device: deviceOf(each.facts) }));
  const nameOfDevice = new Map(
    known.flatMap(({ name, device }) => (name !== null && device !== null ? [[device, name] as const] : [])),
  );
  const keyed = known.map(({ file, facts, name, device }) => ({
    file,
    facts,
    pc: name ?? (device === null ? null : (nameOfDevice.get(device) ?? device)),
  }));
  const pcs = new Set(keyed.flatMap(({ pc }) => pc ?? []));
  const names = new Set(known.flatMap(({ name }) => name ?? []));
  if (pcs.size <= 1) return [merge([...names][0] ?? null, files)];
  const folders = new Map<string, Set<string>>();
  for (const { file, pc } of keyed) {
    if (pc === null) continue;
    for (const folder of foldersOf(file)) folders.set(folder, (folders.get(folder) ?? new Set()).add(pc));
  }
  const groups = new Map<string | null, FileFacts[]>();
  for (const { file, facts, pc } of keyed) {
    const owner = pc ?? nearest(file, folders);
    groups.set(owner, [...(groups.get(owner) ?? []), { file, facts }]);
  }
  return [...groups].map(([pc, members]) => merge(pc !== null && names.has(pc) ? pc : null, members));
}

/** The first label of the PC's name in capitals: a NetBIOS name and a fully qualified one are the same PC. */
function nameOf(facts: Facts): string | null {
  const value = facts.value('pc.name') ?? facts.value('ds.DeviceName');
  if (typeof value !== 'string') return null;
  const label = value.split('.')[0]?.trim().toUpperCase() ?? '';
  return label === '' ? null : label.slice(0, 15);
}

/** The device id of Entra; what people write instead of one (x, zeros) is none. */
function deviceOf(facts: Facts): string | null {
  const value = facts.value('ds.DeviceId');
  if (typeof value !== 'string' || !/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value.trim())) return null;
  return /[1-9a-f]/i.test(value) ? value.trim().toLowerCase() : null;
}

/** Every folder above a file, nearest first; a part of an archive lies in the archive. */
function foldersOf(file: string): string[] {
  const parts = file.split(/[/\\#]/).slice(0, 64);
  return parts.slice(0, -1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('/'));
}

function nearest(file: string, folders: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  for (const folder of foldersOf(file)) {
    const names = folders.get(folder);
    if (names === undefined) continue;
    const [only] = names;
    return only !== undefined && names.size === 1 ? only : null;
  }
  return null;
}

/** The facts of several files as one PC's, in the order of the files. */
function merge(name: string | null, files: readonly FileFacts[]): PcFacts {
  const [first] = files;
  if (first !== undefined && files.length === 1) return { name, files: [first.file], facts: first.facts };
  const merged = createFacts();
  for (const { facts } of files) {
    for (const fact of facts.list()) repeat(merged.sink, facts, fact);
    for (const seen of facts.seen()) merged.sink.seen(seen);
  }
  return { name, files: files.map(({ file }) => file), facts: merged.facts };
}

/** Of facts said more than once the oldest time is kept too: how long something lasts is read from it. */
function repeat(merged: Sink, facts: Facts, fact: Fact): void {
  const { first, count } = facts.repeats(fact);
  if (count > 1 && first !== null && first !== fact.where.time)
    merged.fact({ ...fact, where: { ...fact.where, time: first } });
  merged.fact(fact);
}
