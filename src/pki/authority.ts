import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { readCertificate, renderCommonName } from './certificate.ts';
import {
  authorityKeyIdentifier,
  caConstraint,
  END_ENTITY,
  extendedKeyUsage,
  KEY_USAGE,
  keyIdentifier,
  keyUsage,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
import { backDated, certificateSerial } from './issue.ts';
import { signCertificate } from './sign-certificate.ts';
import { exportSpki, keySigner, openSigner, type Signer } from './signer.ts';

const generate = promisify(generateKeyPair);
const DAY_MS = 86_400_000;

/** A certificate of ours with its private key. */
export interface Authority {
  /** DER. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

const ROOT_DAYS = 20 * 365;
const ISSUING_DAYS = 15 * 365;
const TLS_ROOT_DAYS = 10 * 365;
/** Longest life that clients accept for a TLS server certificate (CA/Browser Forum baseline, 398 days, less one). */
const TLS_SERVER_DAYS = 397;

const CA_USAGE = keyUsage(KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign);

interface CaPlan {
  readonly name: string;
  readonly days: number;
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly extensions: readonly Buffer[];
  /** Absent: signs itself. */
  readonly signer?: Signer;
}

async function makeCa(plan: CaPlan, now: Date): Promise<Authority> {
  const { publicKey, privateKey } = plan.keys;
  // two installations on one PC must not share a name: Windows looks issuers up by it
  const subject = renderCommonName(`${plan.name} ${randomBytes(4).toString('hex').toUpperCase()}`);
  const signer = plan.signer ?? keySigner(subject, privateKey);
  const spki = exportSpki(publicKey);
  const notBefore = backDated(now);
  const certificate = await signCertificate(
    {
      serial: certificateSerial(),
      subject,
      spki,
      notBefore,
      notAfter: new Date(notBefore.getTime() + plan.days * DAY_MS),
      extensions: [
        ...plan.extensions,
        CA_USAGE,
        subjectKeyIdentifier(keyIdentifier(spki)),
        authorityKeyIdentifier(signer.keyId),
      ],
    },
    signer,
  );
  return { certificate, privateKey };
}

/**
 * Makes the device CA: a root below which one CA may stand, and the issuing CA below which none may; both for client
 * authentication only, so that a PC that trusts them trusts them for nothing else. RSA, since Windows' MDM client is
 * known to take RSA chains; the root signs once, so it is 3072 bits. The issuing key is 2048 bits: it signs for every
 * enrollment, 3072 bits would cost three times as much, and its certificates live at most three years.
 */
export async function makeDeviceAuthorities(now: Date): Promise<{ root: Authority; issuing: Authority }> {
  const [rootKeys, issuingKeys] = await Promise.all([
    generate('rsa', { modulusLength: 3072 }),
    generate('rsa', { modulusLength: 2048 }),
  ]);
  const purpose = extendedKeyUsage('clientAuth');
  const root = await makeCa(
    { name: 'Baton Device Root CA', days: ROOT_DAYS, keys: rootKeys, extensions: [caConstraint(1), purpose] },
    now,
  );
  const issuing = await makeCa(
    {
      name: 'Baton Device Issuing CA',
      days: ISSUING_DAYS,
      keys: issuingKeys,
      extensions: [caConstraint(0), purpose],
      signer: openSigner(root.certificate, root.privateKey),
    },
    now,
  );
  return { root, issuing };
}

/**
 * Makes the TLS root for installations without a public certificate: P-256, ten years, limited by name constraints to
 * our hosts and to server authentication.
 * @param hosts host names and IP addresses
 */
export async function makeTlsRoot(hosts: readonly string[], now: Date): Promise<Authority> {
  return makeCa(
    {
      name: 'Baton TLS Root CA',
      days: TLS_ROOT_DAYS,
      keys: await generate('ec', { namedCurve: 'P-256' }),
      extensions: [caConstraint(0), extendedKeyUsage('serverAuth'), nameConstraints(hosts)],
    },
    now,
  );
}

/** Issues the server certificate (P-256, at most 397 days and never longer than the root) for our hosts. */
export async function issueServerCertificate(root: Authority, hosts: readonly string[], now: Date): Promise<Authority> {
  const keys = await generate('ec', { namedCurve: 'P-256' });
  const signer = openSigner(root.certificate, root.privateKey);
  const spki = exportSpki(keys.publicKey);
  const notBefore = backDated(now);
  const latest = readCertificate(root.certificate).notAfter.getTime();
  const certificate = await signCertificate(
    {
      serial: certificateSerial(),
      subject: renderCommonName('Baton'),
      spki,
      notBefore,
      notAfter: new Date(Math.min(notBefore.getTime() + TLS_SERVER_DAYS * DAY_MS, latest)),
      extensions: [
        END_ENTITY,
        keyUsage(KEY_USAGE.digitalSignature),
        extendedKeyUsage('serverAuth'),
        subjectAltName(hosts),
        subjectKeyIdentifier(keyIdentifier(spki)),
        authorityKeyIdentifier(signer.keyId),
      ],
    },
    signer,
  );
  return { certificate, privateKey: keys.privateKey };
}
