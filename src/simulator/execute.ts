import type { Pc } from './pc.ts';
import { at, escapeXml, type Node } from './xml.ts';

/** Commands that a server may send (OMA-REP 6). */
export const COMMANDS: ReadonlySet<string> = new Set(['Get', 'Add', 'Replace', 'Delete', 'Exec', 'Atomic', 'Alert']);

/** Runs the server's commands against the tree and writes Status and Results (OMA-REP 6); `left` when one is to leave. */
export function execute(pc: Pc, commands: readonly Node[], msgRef: number): { body: string; left: boolean } {
  let cmdId = 0;
  const parts: string[] = [];
  const status = (cmdRef: string, cmd: string, code: number) => {
    cmdId += 1;
    parts.push(
      `<Status><CmdID>${cmdId}</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd><Data>${code}</Data></Status>`,
    );
  };
  status('0', 'SyncHdr', 200);
  let left = false;
  for (const command of commands) {
    const ref = at(command, 'CmdID')?.text ?? '0';
    if (command.name === 'Atomic') {
      runAtomic(pc, command, status);
      continue;
    }
    const uri = at(command, 'Item', 'Target', 'LocURI')?.text ?? '';
    if (command.name === 'Exec' && /\/DMClient\/.*Unenroll$/i.test(uri)) {
      left = true; // no Status: the client drops the session and says farewell in a later one
      break;
    }
    if (command.name !== 'Get') {
      status(ref, command.name, change(pc, command));
      continue;
    }
    const answer = pc.tree.get(uri.replace(/\?list=StructData$/, ''));
    status(ref, 'Get', answer.status);
    if (answer.status !== 200) continue;
    cmdId += 1;
    const items = uri.endsWith('?list=StructData')
      ? pc.tree.list(uri.replace(/\?list=StructData$/, '')).map((leaf) => resultItem(leaf.uri, leaf.format, leaf.value))
      : [resultItem(uri, answer.format ?? 'chr', answer.value ?? '')];
    parts.push(
      `<Results><CmdID>${cmdId}</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${ref}</CmdRef>${items.join('')}</Results>`,
    );
  }
  return { body: parts.join(''), left };
}

function resultItem(uri: string, format: string, value: string): string {
  return `<Item><Source><LocURI>${escapeXml(uri)}</LocURI></Source><Meta><Format xmlns="syncml:metinf">${format}</Format></Meta><Data>${escapeXml(value)}</Data></Item>`;
}

function change(pc: Pc, command: Node): number {
  const uri = at(command, 'Item', 'Target', 'LocURI')?.text ?? '';
  const format = at(command, 'Item', 'Meta', 'Format')?.text ?? '';
  const data = at(command, 'Item', 'Data')?.text ?? '';
  switch (command.name) {
    case 'Add':
      return pc.tree.add(uri, format, data);
    case 'Replace':
      return pc.tree.replace(uri, format, data);
    case 'Delete':
      return pc.tree.delete(uri);
    case 'Exec':
      return 200;
    default:
      return 406;
  }
}

/** All or nothing: a failing member keeps its code, earlier ones 216, later ones 215, the Atomic 507 (OMA-REP 6.6). */
function runAtomic(pc: Pc, atomic: Node, status: (cmdRef: string, cmd: string, code: number) => void): void {
  const members = atomic.children.filter((child) => COMMANDS.has(child.name));
  const ref = (node: Node) => at(node, 'CmdID')?.text ?? '0';
  const rollBack = pc.tree.remember();
  const codes: number[] = [];
  for (const member of members) {
    if (member.name === 'Get' || member.name === 'Atomic') codes.push(500);
    else codes.push(change(pc, member));
    if ((codes.at(-1) ?? 500) >= 300) break;
  }
  const failedAt = codes.findIndex((code) => code >= 300);
  if (failedAt >= 0) rollBack();
  status(ref(atomic), 'Atomic', failedAt < 0 ? 200 : 507);
  members.forEach((member, index) => {
    status(
      ref(member),
      member.name,
      failedAt < 0 ? (codes[index] ?? 200) : index < failedAt ? 216 : index === failedAt ? (codes[index] ?? 500) : 215,
    );
  });
}
