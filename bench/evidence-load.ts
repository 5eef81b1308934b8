// PCs that send evidence, as a second process: 600 KB each, packed; reads its task from standard input.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** What to send, and to whom. */
export interface EvidenceLoad {
  readonly tokens: readonly string[];
  readonly atOnce: number;
  readonly ca: string;
  readonly port: number;
  readonly bytes: number;
}

const EXAMPLE = path.resolve(import.meta.dirname, '../package-kit/cases/evidence-example.json');

/** The example file with logs of real shape until it has the size; each one differs, so that none is "the same again". */
function evidence(bytes: number, number: number): Buffer {
  const file = JSON.parse(fs.readFileSync(EXAMPLE, 'utf8')) as {
    pc: { name: string };
    logs: { files: { read: boolean; exists?: boolean; text?: string; path: string; size?: number }[] };
  };
  file.pc.name = `BENCH-${number}`;
  const log = file.logs.files.find(({ exists, text }) => exists === true && (text ?? '') !== '');
  if (log === undefined) throw new Error('the example has no log');
  const lines: string[] = [];
  for (let at = 0, size = 0; size < bytes; at++) {
    const second = String(at % 60).padStart(2, '0');
    const line = `<![LOG[Processing request ${at} ${randomBytes(6).toString('hex')} for assignment {5E8F2C31-0001-4C7A-9C1B-9D1B2A3C4D5E}]LOG]!><time="10:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${second}.123-540" date="11-25-2026" component="PolicyAgent_RequestAssignments" context="" type="1" thread="4321" file="x.cpp:1">\r\n`;
    lines.push(line);
    size += line.length + 4;
  }
  log.text = lines.join('') + (log.text ?? '');
  return gzipSync(JSON.stringify(file));
}

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const task = JSON.parse(Buffer.concat(chunks).toString()) as EvidenceLoad;
  const bodies = Array.from({ length: 40 }, (_, number) => evidence(task.bytes, number));
  const agent = new https.Agent({ keepAlive: true, maxSockets: task.atOnce });
  const failures: string[] = [];
  let next = 0;
  const post = (token: string, body: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const request = https.request(
        {
          host: '127.0.0.1',
          port: task.port,
          servername: 'mdm.example.test',
          ca: task.ca,
          agent,
          method: 'POST',
          path: '/kit/v1/evidence',
          headers: {
            host: 'mdm.example.test',
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'content-length': body.length,
          },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: task.atOnce }, async () => {
      for (;;) {
        const place = next++;
        const token = task.tokens[place];
        if (token === undefined) return;
        const status = await post(token, bodies[place % bodies.length] ?? Buffer.alloc(0));
        if (status !== 204) failures.push(String(status));
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const packed = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  process.stdout.write(
    JSON.stringify({ seconds, failed: failures.length, failures: failures.slice(0, 5), packed, cpuSeconds }),
  );
  agent.destroy();
}

await main();
