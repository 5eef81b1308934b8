import type { Database } from '../../storage/database.ts';

/** What SCIM is given: everything that reaches outside the room. */
export interface ScimRoom {
  readonly database: Database;
  readonly clock: () => Date;
}

/** Who pushes: the token's name and the source it opens. */
export interface ScimClient {
  readonly name: string;
  readonly sourceId: string;
}
