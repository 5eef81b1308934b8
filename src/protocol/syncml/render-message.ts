import { encodeBase64 } from '../base64.ts';
import { ProtocolError } from '../protocol-error.ts';
import { element, type Markup, renderXml } from '../xml/write-xml.ts';
import type { ServerAtomic, ServerChange, ServerCommand, ServerGet, ServerMessage, ServerStatus } from './message.ts';
import { METINF, SYNCML } from './namespaces.ts';

/**
 * One message to a PC, elements in the order of the DTD, which Windows enforces. One Item per command, so that each gets
 * a Status of its own.
 * Throws ProtocolError `unwritable` unless CmdIDs are whole and rise from 1 through statuses and commands, or for text
 * that XML cannot hold.
 */
export function renderSyncMLMessage(message: ServerMessage): Buffer {
  checkCmdIds(message);
  const { header, statuses, commands, final } = message;
  return renderXml(
    element(
      'SyncML',
      { xmlns: SYNCML },
      element(
        'SyncHdr',
        {},
        element('VerDTD', {}, '1.2'),
        element('VerProto', {}, 'DM/1.2'),
        element('SessionID', {}, header.sessionId),
        element('MsgID', {}, `${header.msgId}`),
        locUri('Target', header.target),
        locUri('Source', header.source),
      ),
      element(
        'SyncBody',
        {},
        statuses.map(renderStatus),
        commands.map(renderCommand),
        final ? element('Final') : undefined,
      ),
    ),
  );
}

function renderStatus(status: ServerStatus): Markup {
  const { targetRef, sourceRef, nextNonce } = status;
  return element(
    'Status',
    {},
    cmdId(status.cmdId),
    element('MsgRef', {}, `${status.msgRef}`),
    element('CmdRef', {}, status.cmdRef),
    element('Cmd', {}, status.cmd),
    targetRef === undefined ? undefined : element('TargetRef', {}, targetRef),
    sourceRef === undefined ? undefined : element('SourceRef', {}, sourceRef),
    nextNonce === undefined ? undefined : renderChallenge(nextNonce),
    element('Data', {}, `${status.code}`),
  );
}

function renderChallenge(nextNonce: Uint8Array): Markup {
  return element(
    'Chal',
    {},
    element(
      'Meta',
      {},
      metinf('Format', 'b64'),
      metinf('Type', 'syncml:auth-md5'),
      metinf('NextNonce', encodeBase64(nextNonce)),
    ),
  );
}

function renderCommand(command: ServerCommand): Markup {
  switch (command.kind) {
    case 'Alert':
      return element('Alert', {}, cmdId(command.cmdId), element('Data', {}, `${command.code}`));
    case 'Atomic':
      return renderAtomic(command);
    default:
      return renderItemCommand(command);
  }
}

function renderAtomic(atomic: ServerAtomic): Markup {
  if (atomic.commands.length === 0) throw new ProtocolError('unwritable', 'an Atomic holds at least one command');
  return element('Atomic', {}, cmdId(atomic.cmdId), atomic.commands.map(renderItemCommand));
}

function renderItemCommand(command: ServerGet | ServerChange): Markup {
  return element(
    command.kind,
    {},
    cmdId(command.cmdId),
    element(
      'Item',
      {},
      locUri('Target', command.target),
      command.kind === 'Get' ? undefined : [renderMeta(command), renderData(command)],
    ),
  );
}

function renderMeta({ format, type }: ServerChange): Markup | undefined {
  if (format === undefined && type === undefined) return undefined;
  return element(
    'Meta',
    {},
    format === undefined ? undefined : metinf('Format', format),
    type === undefined ? undefined : metinf('Type', type),
  );
}

function renderData({ data }: ServerChange): Markup | undefined {
  return data === undefined ? undefined : element('Data', {}, data);
}

function cmdId(id: number): Markup {
  return element('CmdID', {}, `${id}`);
}

function locUri(name: 'Target' | 'Source', uri: string): Markup {
  return element(name, {}, element('LocURI', {}, uri));
}

function metinf(name: string, text: string): Markup {
  return element(name, { xmlns: METINF }, text);
}

function checkCmdIds({ statuses, commands }: ServerMessage): void {
  let last = 0;
  const check = (id: number): void => {
    if (!Number.isSafeInteger(id) || id <= last) {
      throw new ProtocolError('unwritable', 'CmdIDs are whole and rise from 1');
    }
    last = id;
  };
  for (const status of statuses) check(status.cmdId);
  for (const command of commands) {
    check(command.cmdId);
    if (command.kind === 'Atomic') for (const member of command.commands) check(member.cmdId);
  }
}
