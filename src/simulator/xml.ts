import { SaxesParser } from 'saxes';

/** An element as this PC reads it: local name, namespace, attributes by local name, children, text. */
export interface Node {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

/** Reads a document; what is not well-formed throws, as Windows refuses it. */
export function readDocument(text: string): Node {
  const parser = new SaxesParser({ xmlns: true });
  const root: Node = { name: '', namespace: '', attributes: {}, children: [], text: '' };
  const open: Node[] = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map((attribute) => [attribute.local, attribute.value]),
    );
    const node: Node = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (data: string) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += data;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  const document = root.children[0];
  if (document === undefined) throw new Error('empty document');
  return document;
}

/** The first descendant along a path of local names, or undefined. */
export function at(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let here = node;
  for (const name of path) here = here?.children.find((child) => child.name === name);
  return here;
}

/** The first descendant of that name at any depth. */
export function anywhere(node: Node, name: string): Node | undefined {
  if (node.name === name) return node;
  for (const child of node.children) {
    const found = anywhere(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Escapes text and attribute values. */
export function escapeXml(text: string): string {
  return text.replace(
    /[&<>"\r]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' })[sign] ?? sign,
  );
}
