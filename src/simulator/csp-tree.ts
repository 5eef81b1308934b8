/** A leaf of the tree: OMA format and text. */
interface Leaf {
  format: string;
  value: string;
}

export interface NodeAnswer {
  readonly status: number;
  readonly format?: string;
  readonly value?: string;
}

/** Nodes that can only be read (DDF AccessType Get): writing them is 405. */
const READ_ONLY = /^\.\/(DevInfo|DevDetail|Vendor\/MSFT\/(WindowsLicensing|DeviceStatus))\//i;

/** The configuration service providers of one PC, as a tree of nodes (OMA-TND); names compare without case. */
export class CspTree {
  readonly #leaves = new Map<string, { uri: string; leaf: Leaf }>();

  constructor(leaves: Readonly<Record<string, Leaf>>) {
    for (const [uri, leaf] of Object.entries(leaves)) this.#leaves.set(uri.toLowerCase(), { uri, leaf });
  }

  /** A leaf's value, an interior node's child names joined by '/', or 404. */
  get(uri: string): NodeAnswer {
    const key = uri.toLowerCase();
    const leaf = this.#leaves.get(key)?.leaf;
    if (leaf !== undefined) return { status: 200, ...leaf };
    const names = new Set<string>();
    for (const entry of this.#leaves.values()) {
      if (!entry.uri.toLowerCase().startsWith(`${key}/`)) continue;
      const child = entry.uri.slice(uri.length + 1).split('/')[0];
      if (child !== undefined) names.add(encodeURIComponent(decodeURIComponent(child)));
    }
    return names.size === 0 ? { status: 404 } : { status: 200, format: 'node', value: [...names].join('/') };
  }

  /** The leaves of a subtree, for `?list=StructData`. */
  list(uri: string): { uri: string; format: string; value: string }[] {
    const key = `${uri.toLowerCase()}/`;
    return [...this.#leaves.values()]
      .filter((entry) => entry.uri.toLowerCase().startsWith(key))
      .map((entry) => ({ uri: entry.uri, ...entry.leaf }));
  }

  add(uri: string, format: string, value: string): number {
    if (READ_ONLY.test(uri)) return 405;
    if (this.#leaves.has(uri.toLowerCase())) return 418;
    this.#leaves.set(uri.toLowerCase(), { uri, leaf: { format, value } });
    return 200;
  }

  replace(uri: string, format: string, value: string): number {
    if (READ_ONLY.test(uri)) return 405;
    const former = this.#leaves.get(uri.toLowerCase());
    if (former !== undefined && format !== '' && former.leaf.format !== format) return 415;
    this.#leaves.set(uri.toLowerCase(), { uri, leaf: { format: format || 'chr', value } });
    return 200;
  }

  delete(uri: string): number {
    const key = uri.toLowerCase();
    if (READ_ONLY.test(uri)) return 405;
    const doomed = [...this.#leaves.keys()].filter((name) => name === key || name.startsWith(`${key}/`));
    for (const name of doomed) this.#leaves.delete(name);
    return doomed.length === 0 ? 404 : 200;
  }

  /** Remembers the tree as it is. @returns what puts it back, for an Atomic that failed */
  remember(): () => void {
    const before = [...this.#leaves];
    return () => {
      this.#leaves.clear();
      for (const [key, entry] of before) this.#leaves.set(key, entry);
    };
  }

  /** Sets a value as Windows itself does, whatever a server may do. */
  set(uri: string, value: string, format = 'chr'): void {
    this.#leaves.set(uri.toLowerCase(), { uri, leaf: { format, value } });
  }

  /** Takes a node away, as a build that never had it. */
  remove(uri: string): void {
    this.#leaves.delete(uri.toLowerCase());
  }
}
