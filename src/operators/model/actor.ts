/** What an operator or an API token may do: a viewer reads, an administrator also changes. */
export type Role = 'administrator' | 'viewer';

/** Who did something: an operator at the console, or whatever uses an API token. */
export interface Actor {
  readonly kind: 'operator' | 'token';
  readonly id: string;
  /** As the audit and the screens show it. */
  readonly name: string;
  readonly role: Role;
}
