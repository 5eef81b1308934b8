import { ProtocolError } from '../protocol-error.ts';
import { checkLength } from '../xml/check-length.ts';
import { findChild, getChild, listChildren, readXml, type XmlElement } from '../xml/read-xml.ts';
import { SYNCML_LIMITS } from '../xml/xml-limits.ts';
import type { Alert, ClientCommand, Item, Meta, Results, Status, SyncHdr, SyncMLMessage } from './message.ts';
import { MSFT, SYNCML } from './namespaces.ts';
import { findLocName, getName, getNumber, readCred, readItem, readLocUri, readMeta, readNumber } from './read-item.ts';

const SESSION_ID_LIMIT = 64;
const REF_LIMIT = 64;
const HRESULT = /^0x([0-9a-f]{1,8})$/i;
const DECIMAL = /^-?\d{1,10}$/;
/** What a Results means that names no message (OMA-REP 6.6, MsgRef). */
const FIRST_MESSAGE = 1;

/**
 * Reads one message of a management session (OMA-REP, MS-MDM 2.2): header, commands in the order sent, whether it is the
 * last of its package. Elements that SyncML does not know are passed over; commands that a server does not take come as
 * `Unsupported`.
 * Throws ProtocolError: XML or its limits (8 MiB), another SyncML version, or a field missing, doubled or out of range.
 */
export function parseSyncMLMessage(bytes: Uint8Array): SyncMLMessage {
  const root = readXml(bytes, SYNCML_LIMITS);
  if (root.local !== 'SyncML' || root.ns !== SYNCML) throw new ProtocolError('unexpected', 'not a SyncML 1.2 message');
  const header = readHeader(getChild(root, 'SyncHdr', SYNCML));
  const commands: ClientCommand[] = [];
  let final = false;
  for (const element of getChild(root, 'SyncBody', SYNCML).children) {
    if (element.ns !== SYNCML) continue;
    if (element.local === 'Final') final = true;
    else commands.push(readCommand(element));
  }
  return { header, commands, final };
}

function readHeader(element: XmlElement): SyncHdr {
  const version = getChild(element, 'VerDTD', SYNCML).text.trim();
  const protocol = getChild(element, 'VerProto', SYNCML).text.trim();
  if (version !== '1.2' || protocol !== 'DM/1.2') throw new ProtocolError('unexpected', 'not OMA DM 1.2');
  const source = getChild(element, 'Source', SYNCML);
  const sourceName = findLocName(source);
  const cred = findChild(element, 'Cred', SYNCML);
  const msgId = getNumber(element, 'MsgID');
  if (msgId === 0) throw new ProtocolError('bad-value', 'MsgID counts from 1');
  return {
    sessionId: checkLength(getName(element, 'SessionID'), SESSION_ID_LIMIT, 'SessionID'),
    msgId,
    target: readLocUri(getChild(element, 'Target', SYNCML)),
    source: readLocUri(source),
    ...(sourceName === undefined ? {} : { sourceName }),
    ...(cred === undefined ? {} : { cred: readCred(cred) }),
  };
}

function readCommand(element: XmlElement): ClientCommand {
  const cmdId = checkLength(getName(element, 'CmdID'), REF_LIMIT, 'CmdID');
  switch (element.local) {
    case 'Alert':
      return readAlert(element, cmdId);
    case 'Status':
      return readStatus(element, cmdId);
    case 'Results':
      return readResults(element, cmdId);
    case 'Replace':
    case 'Add':
    case 'Delete':
    case 'Get':
    case 'Exec':
      return { kind: element.local, cmdId, items: readItems(element, readMeta(findChild(element, 'Meta', SYNCML))) };
    default:
      return { kind: 'Unsupported', cmdId, cmd: checkLength(element.local, REF_LIMIT, 'a command name') };
  }
}

function readAlert(element: XmlElement, cmdId: string): Alert {
  return { kind: 'Alert', cmdId, code: getNumber(element, 'Data'), items: readItems(element, {}) };
}

function readStatus(element: XmlElement, cmdId: string): Status {
  const data = getChild(element, 'Data', SYNCML);
  const originalError = findOriginalError(data);
  const challenge = findChild(element, 'Chal', SYNCML);
  return {
    kind: 'Status',
    cmdId,
    msgRef: getNumber(element, 'MsgRef'),
    cmdRef: getNumber(element, 'CmdRef'),
    cmd: getName(element, 'Cmd'),
    targetRefs: readRefs(element, 'TargetRef'),
    sourceRefs: readRefs(element, 'SourceRef'),
    code: readNumber(data),
    ...(originalError === undefined ? {} : { originalError }),
    ...(challenge === undefined ? {} : { challenge: readMeta(findChild(challenge, 'Meta', SYNCML)) }),
    items: readItems(element, {}),
  };
}

function readResults(element: XmlElement, cmdId: string): Results {
  const msgRef = findChild(element, 'MsgRef', SYNCML);
  return {
    kind: 'Results',
    cmdId,
    msgRef: msgRef === undefined ? FIRST_MESSAGE : readNumber(msgRef),
    cmdRef: getNumber(element, 'CmdRef'),
    items: readItems(element, readMeta(findChild(element, 'Meta', SYNCML))),
  };
}

function readItems(element: XmlElement, inherited: Meta): Item[] {
  const items: Item[] = [];
  for (const child of element.children) {
    if (child.local === 'Item' && child.ns === SYNCML) items.push(readItem(child, inherited));
  }
  return items;
}

function readRefs(element: XmlElement, local: string): string[] {
  return listChildren(element, local, SYNCML).map((ref) => ref.text.trim());
}

/** HRESULT in hex or decimal, as `0x` and eight digits; undefined for anything else. */
function findOriginalError(data: XmlElement): string | undefined {
  const attribute = data.attributes.find(({ ns, local }) => ns === MSFT && local === 'originalerror');
  const text = attribute?.value.trim() ?? '';
  const number = HRESULT.test(text) || DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number) || number < -0x80000000 || number > 0xffffffff) return undefined;
  return `0x${(number >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}
