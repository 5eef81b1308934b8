/** SyncML messages as Windows sends them, for the tests of this room. */

export const SERVER = 'https://mdm.example.test:8444/ManagementServer/MDM.svc';
export const DEVICE = '3C9A6B1E5F7D4E10A2B4C6D8E0F21436';
export const DIGEST = 'Wbq3QB936qQhw1seUAZ8wg==';

export const meta = (name: string, text: string): string => `<${name} xmlns="syncml:metinf">${text}</${name}>`;

export const CRED = `<Cred><Meta>${meta('Format', 'b64')}${meta('Type', 'syncml:auth-md5')}</Meta><Data>${DIGEST}</Data></Cred>`;

export const status = (cmdId: number, cmdRef: number, cmd: string, data: string, more = ''): string =>
  `<Status><CmdID>${cmdId}</CmdID><MsgRef>1</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd>${more}${data}</Status>`;

export const result = (cmdId: number, cmdRef: number, source: string, data: string): string =>
  `<Results><CmdID>${cmdId}</CmdID><MsgRef>1</MsgRef><CmdRef>${cmdRef}</CmdRef><Item><Source><LocURI>${source}</LocURI></Source>` +
  `<Meta>${meta('Format', 'chr')}</Meta><Data>${data}</Data></Item></Results>`;

export const alert = (cmdId: number, code: number, type?: string, data = 'user'): string =>
  `<Alert><CmdID>${cmdId}</CmdID><Data>${code}</Data>` +
  (type === undefined ? '' : `<Item><Meta>${meta('Type', type)}</Meta><Data>${data}</Data></Item>`) +
  '</Alert>';

export const DEV_INFO =
  `<Replace><CmdID>4</CmdID><Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>${DEVICE}</Data></Item>` +
  '<Item><Source><LocURI>./DevInfo/Man</LocURI></Source><Data>Contoso &amp; Söhne 髙①</Data></Item>' +
  '<Item><Source><LocURI>./DevInfo/Lang</LocURI></Source><Data>ja-JP</Data></Item></Replace>';

export function syncML(
  body: string,
  options: { msgId?: string; sessionId?: string; header?: string; sourceName?: string } = {},
): Buffer {
  const { msgId = '1', sessionId = '48', header = '', sourceName } = options;
  const locName = sourceName === undefined ? '' : `<LocName>${sourceName}</LocName>`;
  return Buffer.from(
    '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>' +
      `<SessionID>${sessionId}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>${SERVER}</LocURI></Target>` +
      `<Source><LocURI>${DEVICE}</LocURI>${locName}</Source>${header}</SyncHdr><SyncBody>${body}</SyncBody></SyncML>`,
  );
}

/** The first message of a session. */
export const PACKAGE_1 = syncML(
  `${alert(2, 1201)}${alert(3, 1224, 'com.microsoft/MDM/LoginStatus')}${DEV_INFO}<Final/>`,
);
