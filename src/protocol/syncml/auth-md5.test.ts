import { expect, test } from 'vitest';
import { credentialHash, digestMd5 } from './auth-md5.ts';

test.each([
  ['Bruce2', 'OhBehave', 'Tm9uY2U=', 'Zz6EivR3yeaaENcRN6lpAQ=='],
  ['dev-7f3a', 'S3cret-For-Client', 'AAECAwQFBgcICQoLDA0ODw==', 'Wbq3QB936qQhw1seUAZ8wg=='],
  ['mdm.example.test', 'S3cret-For-Server', 'AAECAwQFBgcICQoLDA0ODw==', 'xKWkdpuy+OzFTKBY8U63JQ=='],
])('#39 vector of %s', (user, password, nonce, digest) => {
  expect(digestMd5(credentialHash(user, password), Buffer.from(nonce, 'base64'))).toBe(digest);
});
