import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Config, DoorAddress } from '../../config/config.ts';
import { systemCode } from '../../config/startup-error.ts';
import { certificatePem } from '../../pki/certificate.ts';
import { type CheckResult, result } from './check-result.ts';

interface Door {
  readonly name: 'enrollment' | 'management' | 'operator';
  readonly at: DoorAddress;
  readonly isTls: boolean;
  /** Asked without credentials. */
  readonly path: string;
  /** What a healthy door answers then; the management door knows no GET, and a POST would be recorded as an attempt. */
  readonly status: number;
}

const ANSWER_MS = 5_000;

function doorsOf(config: Config): Door[] {
  return [
    {
      name: 'enrollment',
      at: config.enrollmentDoor,
      isTls: true,
      path: '/EnrollmentServer/Discovery.svc',
      status: 200,
    },
    { name: 'management', at: config.managementDoor, isTls: true, path: '/ManagementServer/MDM.svc', status: 404 },
    { name: 'operator', at: config.operatorDoor, isTls: config.isOperatorDoorTls, path: '/health', status: 200 },
  ];
}

/** Running: each door answers as it should, under a certificate that PCs accept. Not running: its port is free. */
export async function checkDoors(config: Config, isRunning: boolean, tlsRoot: Buffer | null): Promise<CheckResult[]> {
  return Promise.all(doorsOf(config).map((door) => (isRunning ? checkAnswer(config, door, tlsRoot) : checkPort(door))));
}

async function checkAnswer(config: Config, door: Door, tlsRoot: Buffer | null): Promise<CheckResult> {
  const check = `door ${door.name}`;
  try {
    const status = await ask(config, door, tlsRoot);
    const isRight = status === door.status;
    return isRight
      ? result(check, 'ok', `answers on port ${door.at.port}`, `ポート ${door.at.port} で応答しています`)
      : result(
          check,
          'fail',
          `Port ${door.at.port} answers ${status} instead of ${door.status}; is it Baton?`,
          `ポート ${door.at.port} の応答が ${door.status} ではなく ${status} です。Baton かどうか確認してください。`,
        );
  } catch (error) {
    const code = systemCode(error);
    return result(
      check,
      'fail',
      `Port ${door.at.port} does not answer as it should (${code}).`,
      `ポート ${door.at.port} が正しく応答しません (${code})。`,
    );
  }
}

/** Status of a GET, as a PC on this machine would see it: the host by its name, the certificate checked. */
function ask(config: Config, door: Door, tlsRoot: Buffer | null): Promise<number> {
  const { address, port } = door.at;
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const common = {
    host,
    port,
    path: door.path,
    headers: { host: `${door.isTls ? config.host : host}:${port}` },
    timeout: ANSWER_MS,
    agent: false,
  };
  const secure = {
    ...(net.isIP(config.host) ? {} : { servername: config.host }),
    ...(tlsRoot === null ? {} : { ca: certificatePem(tlsRoot) }),
  };
  return new Promise((resolve, reject) => {
    const request = door.isTls ? https.get({ ...common, ...secure }) : http.get(common);
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    request.once('error', reject);
  });
}

function checkPort(door: Door): Promise<CheckResult> {
  const check = `port ${door.name}`;
  const { address, port } = door.at;
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => {
      const code = systemCode(error);
      resolve(
        result(
          check,
          'fail',
          `Port ${port} on ${address} cannot be listened on (${code}); free it or set another one.`,
          `${address} のポート ${port} で待ち受けできません (${code})。ポートを空けるか、別のポートを指定してください。`,
        ),
      );
    });
    server.listen({ host: address, port }, () => {
      server.close(() => resolve(result(check, 'ok', `${port} is free`, `${port} は使用できます`)));
    });
  });
}
