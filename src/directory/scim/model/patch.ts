import { type Filter, matches, type Path, parsePath } from './filter.ts';
import { type Attribute, findAttribute, type Resource, type ResourceKind, readValue, type Value } from './schema.ts';
import { ScimError } from './scim-error.ts';

/** One operation of a PATCH, as it came. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: string | undefined;
  readonly value?: unknown;
}

const OPERATIONS = 1_000;
type Draft = Record<string, Value>;

/**
 * Carries out the operations of a PATCH (RFC 7644 3.5.2) as Entra ID and Okta send them: operations with capitals, values
 * without a path (also with dotted names), booleans as text, members removed by a list instead of a filter. All of them or
 * none. A value that a filter of one equality does not find is added, which Entra ID counts on.
 * @throws ScimError (invalidPath, noTarget, invalidValue, mutability)
 */
export function patchResource(resource: Resource, operations: readonly PatchOperation[], kind: ResourceKind): Resource {
  if (operations.length > OPERATIONS) throw new ScimError(413, `More than ${OPERATIONS} operations`, 'tooMany');
  let draft: Resource = resource;
  for (const operation of operations) {
    if (operation.path === undefined || operation.path === '') draft = patchWhole(draft, operation, kind);
    else draft = patchPath(draft, operation, parsePath(operation.path, kind));
  }
  return draft;
}

function patchWhole(resource: Resource, operation: PatchOperation, kind: ResourceKind): Resource {
  const { op, value } = operation;
  if (op === 'remove') throw new ScimError(400, 'A removal needs a path', 'noTarget');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScimError(400, 'Without a path the value is an object', 'invalidValue');
  let draft = resource;
  for (const [name, item] of Object.entries(value)) {
    if (name === 'schemas') continue;
    const plain = findAttribute(kind.attributes, name);
    // as in a POST: what the schema does not know is left out, what is ours stays
    if (plain?.readOnly || (plain === undefined && !name.includes('.') && !name.includes(':'))) continue;
    if (plain?.name.startsWith('urn:') && typeof item === 'object' && item !== null) {
      for (const [part, inner] of Object.entries(item))
        draft = patchPath(draft, { op, value: inner }, parsePath(`${plain.name}:${part}`, kind));
    } else draft = patchPath(draft, { op, value: item }, parsePath(name, kind));
  }
  return draft;
}

function patchPath(resource: Resource, operation: PatchOperation, path: Path): Resource {
  const { attribute, parent } = path;
  if (attribute.readOnly) throw new ScimError(400, `'${attribute.name}' is read-only`, 'mutability');
  if (operation.op === 'remove' && attribute.required && path.filter === null)
    throw new ScimError(400, `'${attribute.name}' is required`, 'mutability');
  if (parent !== null) {
    const inner = patchPath(asObject(resource[parent.name]), operation, { ...path, parent: null });
    return withValue(resource, parent.name, Object.keys(inner).length === 0 ? undefined : inner);
  }
  return withValue(resource, attribute.name, patchAttribute(resource[attribute.name], operation, path));
}

function withValue(resource: Resource, name: string, value: Value | undefined): Resource {
  const { [name]: _former, ...rest } = resource;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function patchAttribute(now: Value | undefined, operation: PatchOperation, path: Path): Value | undefined {
  const { attribute, filter, sub } = path;
  if (attribute.multi) return patchList(asList(now), operation, attribute, filter, sub);
  if (sub !== null) {
    if (operation.op !== 'remove' && sub.readOnly) throw new ScimError(400, `'${sub.name}' is read-only`, 'mutability');
    const part = operation.op === 'remove' ? undefined : readValue(sub, operation.value);
    const inner = withValue(asObject(now), sub.name, part);
    return Object.keys(inner).length === 0 ? undefined : inner;
  }
  if (operation.op === 'remove') return undefined;
  const value = readValue(attribute, operation.value);
  return attribute.type === 'complex' && operation.op === 'add' ? { ...asObject(now), ...asObject(value) } : value;
}

function patchList(
  now: readonly Value[],
  operation: PatchOperation,
  attribute: Attribute,
  filter: Filter | null,
  sub: Attribute | null,
): Value | undefined {
  const { op, value } = operation;
  if (filter === null && sub === null) {
    if (op === 'remove') return removeFrom(now, attribute, value);
    const given = readValue(attribute, value) ?? [];
    return op === 'replace' ? unique(asList(given)) : unique([...now, ...asList(given)]);
  }
  const fits = (one: Value) => filter === null || matches(filter, one);
  const isFound = now.some(fits);
  if (op === 'remove') {
    const left = now.flatMap((one) => {
      if (!fits(one)) return [one];
      return sub === null ? [] : [withValue(asObject(one), sub.name, undefined)];
    });
    return left.length === 0 ? undefined : left;
  }
  const change = (one: Resource): Resource => {
    if (sub === null) return { ...one, ...asObject(readValue(attribute, value, true)) };
    return withValue(one, sub.name, readValue(sub, value));
  };
  if (isFound) return now.map((one) => (fits(one) ? change(asObject(one)) : one));
  const seed = filter === null ? {} : seedOf(filter);
  if (seed === null) throw new ScimError(400, `No value of '${attribute.name}' fits the filter`, 'noTarget');
  return [...now, change(seed)];
}

/** What a value that a filter would find has: of one equality, its two sides. */
function seedOf(filter: Filter): Draft | null {
  if (filter.kind === 'and') {
    const left = seedOf(filter.left);
    const right = seedOf(filter.right);
    return left === null || right === null ? null : { ...left, ...right };
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.length !== 1 || filter.value === null)
    return null;
  return { [filter.path[0] ?? '']: filter.value };
}

/** Entra ID removes members by a list of them; nothing in the list means all. */
function removeFrom(now: readonly Value[], attribute: Attribute, value: unknown): Value | undefined {
  const given = value === undefined || value === null ? [] : asList(readValue(attribute, value) ?? []);
  if (given.length === 0) return undefined;
  const gone = new Set(given.map(keyOf));
  const left = now.filter((one) => !gone.has(keyOf(one)));
  return left.length === 0 ? undefined : left;
}

/** Two values are the same one when their `value` and `type` are; the later one stands. */
function unique(values: readonly Value[]): Value[] {
  const byKey = new Map<string, Value>();
  for (const one of values) byKey.set(`${keyOf(one)}\n${String(asObject(one)['type'] ?? '')}`, one);
  return [...byKey.values()];
}

function keyOf(value: Value): string {
  const inner = asObject(value)['value'];
  return inner === undefined ? JSON.stringify(value) : String(inner).toLowerCase();
}

function asObject(value: Value | undefined): Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Resource) : {};
}

function asList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}
