const MOST_LINES = 20_000;
const DEEPEST_SHOWN = 24;

/**
 * Lays XML out by its elements, one per line, two spaces a level; elements that hold only text stay on one line. Nothing is
 * parsed and nothing is lost: the text between the tags stays as it is. Linear in the length of the text.
 */
export function layOutXml(xml: string): string[] {
  const lines: string[] = [];
  let depth = 0;
  let at = 0;
  while (at < xml.length && lines.length < MOST_LINES) {
    const open = xml.indexOf('<', at);
    if (open === -1) break;
    const end = xml.indexOf('>', open);
    if (end === -1) break;
    const tag = xml.slice(open, end + 1);
    const before = xml.slice(at, open);
    if (before.trim() !== '') lines.push(`${indent(depth)}${before}`);
    at = end + 1;
    if (tag.startsWith('</')) {
      depth = Math.max(0, depth - 1);
      lines.push(`${indent(depth)}${tag}`);
      continue;
    }
    const isLeafTag = tag.endsWith('/>') || tag.startsWith('<?') || tag.startsWith('<!');
    const next = xml.indexOf('<', at);
    const isTextOnly = !isLeafTag && next !== -1 && xml.startsWith('</', next);
    if (isTextOnly) {
      const close = xml.indexOf('>', next);
      const until = close === -1 ? xml.length : close + 1;
      lines.push(`${indent(depth)}${tag}${xml.slice(at, until)}`);
      at = until;
      continue;
    }
    lines.push(`${indent(depth)}${tag}`);
    if (!isLeafTag) depth++;
  }
  if (at < xml.length) lines.push(xml.slice(at));
  return lines.flatMap((line) => line.split('\n'));
}

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, DEEPEST_SHOWN));
}
