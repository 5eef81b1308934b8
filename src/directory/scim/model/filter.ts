import { type Attribute, findAttribute, type ResourceKind, type Value } from './schema.ts';
import { ScimError, type ScimType } from './scim-error.ts';

type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'pr' | 'gt' | 'ge' | 'lt' | 'le';

/** A filter (RFC 7644 3.4.2.2) as a tree. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'has'; readonly path: readonly string[]; readonly inner: Filter }
  | {
      readonly kind: 'compare';
      readonly path: readonly string[];
      readonly operator: Operator;
      readonly value: string | number | boolean | null;
    };

/** Where a PATCH goes (RFC 7644 3.5.2): an attribute, those of its values that a filter finds, and a part of them. */
export interface Path {
  readonly attribute: Attribute;
  /** Of the enterprise extension: the extension itself. */
  readonly parent: Attribute | null;
  readonly filter: Filter | null;
  readonly sub: Attribute | null;
}

const LENGTH = 4_096;
const DEPTH = 20;
const OPERATORS = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'pr', 'gt', 'ge', 'lt', 'le']);
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|([^\s()[\]"]+))/y;

/** Reads tokens: texts in quotes, brackets, words. Linear, since each begins where the last one ended. */
class Tokens {
  readonly #text: string;
  readonly #type: ScimType;
  #at = 0;
  #next: string | null = null;

  constructor(text: string, type: ScimType) {
    if (text.length > LENGTH) throw new ScimError(400, 'The expression is too long', type);
    this.#text = text;
    this.#type = type;
    this.#read();
  }

  #read(): void {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null) {
      if (this.#text.slice(this.#at).trim() !== '') throw this.fail();
      this.#next = null;
      return;
    }
    this.#at = TOKEN.lastIndex;
    this.#next = match[0].trim();
  }

  peek(): string | null {
    return this.#next;
  }

  take(): string {
    const token = this.#next;
    if (token === null) throw this.fail();
    this.#read();
    return token;
  }

  fail(): ScimError {
    return new ScimError(400, `The expression '${this.#text.slice(0, 200)}' cannot be read`, this.#type);
  }
}

/** Reads a filter over the attributes of a kind. @throws ScimError (invalidFilter) */
export function parseFilter(text: string, kind: ResourceKind): Filter {
  const tokens = new Tokens(text, 'invalidFilter');
  const filter = parseOr(tokens, kind.attributes, kind.schema, 0);
  if (tokens.peek() !== null) throw tokens.fail();
  return filter;
}

function parseOr(tokens: Tokens, attributes: readonly Attribute[], schema: string, depth: number): Filter {
  let left = parseAnd(tokens, attributes, schema, depth);
  while (tokens.peek()?.toLowerCase() === 'or') {
    tokens.take();
    left = { kind: 'or', left, right: parseAnd(tokens, attributes, schema, depth) };
  }
  return left;
}

function parseAnd(tokens: Tokens, attributes: readonly Attribute[], schema: string, depth: number): Filter {
  let left = parseOne(tokens, attributes, schema, depth);
  while (tokens.peek()?.toLowerCase() === 'and') {
    tokens.take();
    left = { kind: 'and', left, right: parseOne(tokens, attributes, schema, depth) };
  }
  return left;
}

function parseOne(tokens: Tokens, attributes: readonly Attribute[], schema: string, depth: number): Filter {
  if (depth > DEPTH) throw tokens.fail();
  const token = tokens.take();
  if (token === '(' || token.toLowerCase() === 'not') {
    if (token !== '(' && tokens.take() !== '(') throw tokens.fail();
    const inner = parseOr(tokens, attributes, schema, depth + 1);
    if (tokens.take() !== ')') throw tokens.fail();
    return token === '(' ? inner : { kind: 'not', inner };
  }
  const path = parseNames(token, attributes, schema);
  if (path === null) throw tokens.fail();
  if (tokens.peek() === '[') {
    tokens.take();
    const inner = parseOr(tokens, path.at(-1)?.sub ?? [], '', depth + 1);
    if (tokens.take() !== ']') throw tokens.fail();
    // emails[type eq "work"].value eq "x": the part behind the bracket is compared within the same value
    const rest = tokens.peek();
    const names = path.map((one) => one.name);
    if (rest === null || !rest.startsWith('.')) return { kind: 'has', path: names, inner };
    const sub = findAttribute(path.at(-1)?.sub ?? [], tokens.take().slice(1));
    if (sub === undefined) throw tokens.fail();
    return { kind: 'has', path: names, inner: { kind: 'and', left: inner, right: parseCompare(tokens, [sub.name]) } };
  }
  return parseCompare(
    tokens,
    path.map((one) => one.name),
  );
}

function parseCompare(tokens: Tokens, path: readonly string[]): Filter {
  const operator = tokens.take().toLowerCase() as Operator;
  if (!OPERATORS.has(operator)) throw tokens.fail();
  if (operator === 'pr') return { kind: 'compare', path, operator, value: null };
  let value: unknown;
  try {
    const word = tokens.take();
    value = JSON.parse(/^(?:true|false|null)$/i.test(word) ? word.toLowerCase() : word);
  } catch {
    throw tokens.fail();
  }
  if (typeof value === 'object' && value !== null) throw tokens.fail();
  return { kind: 'compare', path, operator, value: value as string | number | boolean | null };
}

/** The attributes that a name walks through: `name.givenName`, `urn:…:User:department`; null = there is none. */
function parseNames(text: string, attributes: readonly Attribute[], schema: string): readonly Attribute[] | null {
  let rest = text;
  const found: Attribute[] = [];
  let within = attributes;
  const extension = attributes.find(
    (one) => one.name.startsWith('urn:') && text.toLowerCase().startsWith(`${one.name.toLowerCase()}`),
  );
  if (extension !== undefined) {
    found.push(extension);
    within = extension.sub ?? [];
    rest = text.slice(extension.name.length);
    if (rest === '') return found;
    if (!/^[:.]/.test(rest)) return null;
    rest = rest.slice(1);
  } else if (schema !== '' && text.toLowerCase().startsWith(`${schema.toLowerCase()}:`))
    rest = text.slice(schema.length + 1);
  for (const name of rest.split('.')) {
    const attribute = findAttribute(within, name);
    if (attribute === undefined) return null;
    found.push(attribute);
    within = attribute.sub ?? [];
  }
  return found;
}

/** Reads the path of a PATCH operation. @throws ScimError (invalidPath) where it names nothing that exists */
export function parsePath(text: string, kind: ResourceKind): Path {
  const tokens = new Tokens(text, 'invalidPath');
  const names = parseNames(tokens.take(), kind.attributes, kind.schema);
  if (names === null) throw tokens.fail();
  const parent = names[0]?.name.startsWith('urn:') === true && names.length > 1 ? names[0] : null;
  const [attribute, sub = null, ...more] = parent === null ? names : names.slice(1);
  if (attribute === undefined || more.length > 0) throw tokens.fail();
  if (tokens.peek() === null) return { attribute, parent, filter: null, sub };
  if (tokens.take() !== '[' || sub !== null || !attribute.multi) throw tokens.fail();
  const filter = parseOr(tokens, attribute.sub ?? [], '', 1);
  if (tokens.take() !== ']') throw tokens.fail();
  const rest = tokens.peek();
  if (rest === null) return { attribute, parent, filter, sub: null };
  const part = findAttribute(attribute.sub ?? [], tokens.take().replace(/^\./, ''));
  if (!rest.startsWith('.') || part === undefined || tokens.peek() !== null) throw tokens.fail();
  return { attribute, parent, filter, sub: part };
}

/** Whether a resource, or one value of an attribute, fits a filter. Texts compare without case, but ids. */
export function matches(filter: Filter, value: Value | undefined): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, value) && matches(filter.right, value);
    case 'or':
      return matches(filter.left, value) || matches(filter.right, value);
    case 'not':
      return !matches(filter.inner, value);
    case 'has':
      return valuesAt(value, filter.path).some((one) => matches(filter.inner, one));
    case 'compare': {
      // a complex value without a named part is compared by its value
      const found = valuesAt(value, filter.path).map(plain);
      if (filter.operator === 'pr') return found.some((one) => one !== '' && one !== null);
      if (filter.operator === 'ne') return !found.some((one) => compare('eq', one, filter.value));
      if (filter.value === null) return filter.operator === 'eq' && found.length === 0;
      return found.some((one) => compare(filter.operator, one, filter.value));
    }
  }
}

function valuesAt(value: Value | undefined, path: readonly string[]): Value[] {
  let found: Value[] = value === undefined || value === null ? [] : [value];
  for (const name of path) {
    found = found.flatMap((one) => {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) return [];
      const next = (one as { readonly [name: string]: Value })[name];
      if (next === undefined || next === null) return [];
      return Array.isArray(next) ? [...(next as readonly Value[])] : [next];
    });
  }
  return found;
}

function plain(value: Value): Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'value' in value
    ? ((value as { readonly value?: Value }).value ?? value)
    : value;
}

function compare(operator: Operator, found: Value, wanted: string | number | boolean | null): boolean {
  if (typeof found === 'boolean' || typeof wanted === 'boolean')
    return operator === 'eq' && String(found).toLowerCase() === String(wanted).toLowerCase();
  const a = String(found).toLowerCase();
  const b = String(wanted).toLowerCase();
  switch (operator) {
    case 'eq':
      return a === b;
    case 'co':
      return a.includes(b);
    case 'sw':
      return a.startsWith(b);
    case 'ew':
      return a.endsWith(b);
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
    default:
      return false;
  }
}

/** What a filter demands of an attribute by equality, so that an index finds it; undefined = nothing of the kind. */
export function demanded(filter: Filter, attribute: string): string | undefined {
  if (filter.kind === 'and') return demanded(filter.left, attribute) ?? demanded(filter.right, attribute);
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.length !== 1) return undefined;
  return filter.path[0] === attribute && typeof filter.value === 'string' ? filter.value : undefined;
}
