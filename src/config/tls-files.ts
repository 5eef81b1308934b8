import { createPrivateKey, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import type { Config } from './config.ts';
import { StartupError, type StartupSentence, systemCode } from './startup-error.ts';

/** Certificate chain and private key, PEM, as Node's TLS takes them. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the administrator's own server certificate and checks that the key fits, that it is valid now and that it names
 * the enrollment host.
 * @throws StartupError `tls-files`
 */
export function readTlsFiles(files: NonNullable<Config['tlsFiles']>, host: string, now: Date): TlsPair {
  const pair = { cert: readPem(files.certificate), key: readPem(files.key) };
  let certificate: X509Certificate;
  let isPair: boolean;
  try {
    certificate = new X509Certificate(pair.cert);
    isPair = certificate.checkPrivateKey(createPrivateKey(pair.key));
  } catch (error) {
    throw refuse(
      {
        en: `${files.certificate} or ${files.key} is not a PEM certificate and an unencrypted PEM key.`,
        ja: `${files.certificate} または ${files.key} が、PEM 形式の証明書と暗号化されていない PEM 形式の秘密鍵ではありません。`,
      },
      error,
    );
  }
  if (!isPair) {
    throw refuse({
      en: `${files.key} is not the private key of ${files.certificate}.`,
      ja: `${files.key} は ${files.certificate} の秘密鍵ではありません。`,
    });
  }
  if (now < certificate.validFromDate || now > certificate.validToDate) {
    const [from, to] = [certificate.validFromDate.toISOString(), certificate.validToDate.toISOString()];
    throw refuse({
      en: `${files.certificate} is valid from ${from} to ${to}, not now.`,
      ja: `${files.certificate} の有効期間は ${from} から ${to} までで、現在は有効ではありません。`,
    });
  }
  const names = net.isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  if (names === undefined) {
    throw refuse({
      en: `${files.certificate} does not name ${host} (BATON_HOST); PCs would refuse it.`,
      ja: `${files.certificate} に ${host} (BATON_HOST) が含まれていません。PC は接続を拒否します。`,
    });
  }
  return pair;
}

function readPem(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(
      {
        en: `${file} cannot be read (${systemCode(error)}).`,
        ja: `${file} を読み取れません (${systemCode(error)})。`,
      },
      error,
    );
  }
}

function refuse(sentence: StartupSentence, cause?: unknown): StartupError {
  return new StartupError('tls-files', sentence, { cause });
}
