import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { SourceError } from '../model/problems.ts';
import type { EntraConfig } from '../model/source-config.ts';
import { askJson, type Cloud, type Web } from './web.ts';

const ASSERTION_MINUTES = 5;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Asks for an access token by client credentials (RFC 6749 4.4), proved by a secret or by an assertion that the
 * certificate's key signs (RFC 7523; Microsoft identity platform, "certificate credentials": PS256, x5t#S256).
 * @throws SourceError
 */
export async function fetchToken(web: Web, cloud: Cloud, config: EntraConfig, secret: string): Promise<string> {
  const url = `${cloud.login}/${encodeURIComponent(config.tenant)}/oauth2/v2.0/token`;
  const form = new URLSearchParams({
    client_id: config.clientId,
    grant_type: 'client_credentials',
    scope: `${cloud.graph}/.default`,
  });
  if (config.credential === 'secret') form.set('client_secret', secret);
  else {
    form.set('client_assertion_type', ASSERTION_TYPE);
    form.set('client_assertion', await sign(config, secret, url, web.now()));
  }
  const { status, body } = await askJson(web, url, { method: 'POST', body: form });
  const answer = body as { access_token?: unknown; error?: unknown; error_description?: unknown };
  if (status === 200 && typeof answer.access_token === 'string') return answer.access_token;
  const server = new URL(cloud.login).host;
  // the description repeats tenant and client; its code is enough to look it up
  const code = /AADSTS\d+/.exec(String(answer.error_description ?? ''))?.[0];
  if (answer.error === 'invalid_client' || answer.error === 'unauthorized_client')
    throw new SourceError('CREDENTIALS_REFUSED', { server });
  throw new SourceError('SERVER_ERROR', { server, detail: code ?? `HTTP ${status}` });
}

async function sign(config: EntraConfig, secret: string, audience: string, now: Date): Promise<string> {
  try {
    const thumbprint = Buffer.from(new X509Certificate(config.certificate).fingerprint256.replaceAll(':', ''), 'hex');
    const seconds = Math.floor(now.getTime() / 1_000);
    return await new SignJWT()
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint.toString('base64url') })
      .setAudience(audience)
      .setIssuer(config.clientId)
      .setSubject(config.clientId)
      .setJti(randomUUID())
      .setNotBefore(seconds)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ASSERTION_MINUTES * 60)
      .sign(createPrivateKey(secret));
  } catch {
    throw new SourceError('SECRET_MISSING');
  }
}
