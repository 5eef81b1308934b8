import type { Database } from '../storage/database.ts';
import type { Passwords } from './passwords.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

/** What the operators room is given: everything that reaches outside it. */
export interface OperatorsRoom {
  readonly database: Database;
  /** HMAC-SHA256 under the installation's key for tokens; the key is not in the database. */
  readonly hmac: (purpose: 'token', text: string) => Buffer;
  readonly passwords: Passwords;
  readonly throttle: SignInThrottle;
  readonly clock: () => Date;
}
