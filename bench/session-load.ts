// The load of bench/sessions.ts, a process of its own: reads its task as JSON from standard input, prints one JSON line.
import { LoadConnection, windowsTls } from '../src/simulator/load.ts';

export interface SessionLoad {
  readonly pcs: readonly { readonly id: string; readonly cert: string }[];
  readonly key: string;
  readonly ca: string;
  readonly port: number;
  readonly connections: number;
  readonly mode: 'kept' | 'handshake';
  readonly address: string;
}

const HOST = 'mdm.example.test';
const SYNCML = 'application/vnd.syncml.dm+xml';

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function packageOne(address: string, id: string, sessionId: number): Buffer {
  return Buffer.from(
    `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>${sessionId}</SessionID><MsgID>1</MsgID><Target><LocURI>${address}</LocURI></Target><Source><LocURI>${id}</LocURI></Source></SyncHdr><SyncBody><Alert><CmdID>2</CmdID><Data>1201</Data></Alert><Alert><CmdID>3</CmdID><Data>1224</Data><Item><Meta><Type xmlns="syncml:metinf">com.microsoft/MDM/LoginStatus</Type></Meta><Data>user</Data></Item></Alert><Replace><CmdID>4</CmdID><Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>${id}</Data></Item><Item><Source><LocURI>./DevInfo/Man</LocURI></Source><Data>Contoso</Data></Item><Item><Source><LocURI>./DevInfo/Mod</LocURI></Source><Data>Notebook 14</Data></Item><Item><Source><LocURI>./DevInfo/DmV</LocURI></Source><Data>1.3</Data></Item><Item><Source><LocURI>./DevInfo/Lang</LocURI></Source><Data>ja-JP</Data></Item></Replace><Final/></SyncBody></SyncML>`,
  );
}

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const load = JSON.parse(Buffer.concat(chunks).toString()) as SessionLoad;
const failures: string[] = [];
const latencies: number[] = [];
let messages = 0;
const open = (pc: SessionLoad['pcs'][number]) =>
  LoadConnection.open(load.port, HOST, {
    secureContext: windowsTls({ ca: load.ca, key: load.key, cert: pem(pc.cert) }),
  });
const send = async (connection: LoadConnection, pc: SessionLoad['pcs'][number], sessionId: number) => {
  const at = performance.now();
  const answer = await connection.post(
    '/ManagementServer/MDM.svc?mode=Maintenance&Platform=WoA',
    HOST,
    SYNCML,
    packageOne(load.address, pc.id, sessionId),
  );
  latencies.push(performance.now() - at);
  messages += 1;
  if (answer.status !== 200 || !answer.body.includes('<Final/>')) failures.push(`${answer.status}`);
};

// kept: connections of a group of PCs are opened before the clock runs, then each sends one session; group after group
let seconds = 0;
if (load.mode === 'kept') {
  for (let start = 0; start < load.pcs.length; start += 1_000) {
    const group = load.pcs.slice(start, start + 1_000);
    const connections: (readonly [LoadConnection, SessionLoad['pcs'][number]])[] = [];
    for (let at = 0; at < group.length; at += 50) {
      connections.push(
        ...(await Promise.all(group.slice(at, at + 50).map(async (pc) => [await open(pc), pc] as const))),
      );
    }
    let next = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: load.connections }, async () => {
        for (let index = next++; index < connections.length; index = next++) {
          const entry = connections[index];
          if (entry !== undefined) await send(entry[0], entry[1], 1);
        }
      }),
    );
    seconds += (performance.now() - began) / 1000;
    for (const [connection] of connections) connection.close();
  }
} else {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      for (let index = next++; index < load.pcs.length; index = next++) {
        const pc = load.pcs[index];
        if (pc === undefined) break;
        const connection = await open(pc);
        await send(connection, pc, 1);
        await send(connection, pc, 2);
        connection.close();
      }
    }),
  );
  seconds = (performance.now() - began) / 1000;
}
console.log(JSON.stringify({ seconds, messages, failed: failures.length, failures: failures.slice(0, 20), latencies }));
