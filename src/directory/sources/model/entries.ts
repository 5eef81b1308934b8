/** A person as a source gives them. */
export interface SourceUser {
  /** The source's own id, which outlives renames: objectGUID, entryUUID, the object id of Entra. */
  readonly externalId: string;
  /** By what members name this entry: its folded distinguished name, or its id again. */
  readonly ref: string;
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  /** DOMAIN\name; '' = unknown. */
  readonly accountName: string;
  readonly disabled: boolean;
  readonly expiresAt: Date | null;
}

/** A group as a source gives it; its members come on their own, since there may be very many. */
export interface SourceGroup {
  readonly externalId: string;
  readonly ref: string;
  readonly name: string;
}

/** What a reader hands over, piece by piece. */
export interface Batch {
  readonly users?: readonly SourceUser[];
  readonly groups?: readonly SourceGroup[];
  /** Entries that are there as they were, by id and ref. */
  readonly sameUsers?: readonly Pick<SourceUser, 'externalId' | 'ref'>[];
  readonly sameGroups?: readonly Pick<SourceGroup, 'externalId' | 'ref'>[];
  /** Ids that a delta calls deleted. */
  readonly goneUsers?: readonly string[];
  readonly goneGroups?: readonly string[];
  readonly members?: readonly { readonly group: string; readonly member: string; readonly isRemoved?: boolean }[];
}

/** Characters of one field. */
export const FIELD_LIMIT = 256;
/** One @ with something on both sides and no blanks: what Windows and a claim can carry. */
const UPN = /^[^@\s]+@[^@\s]+$/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]/g;

/** A value without what would spoil a line or a screen, composed (NFC) as Windows writes it, cut to what a field holds. */
export function cleanField(value: string): string {
  const plain = value.toWellFormed().replaceAll('\ufffd', '').replace(CONTROL, ' ').normalize('NFC').trim();
  return plain.length > FIELD_LIMIT ? plain.slice(0, FIELD_LIMIT).toWellFormed() : plain;
}

/** Why a person of a source is left out. */
export type SkipReason = 'UPN_MISSING' | 'UPN_NOT_VALID' | 'ID_MISSING';

/** Reads a person's fields strictly: who cannot be named in a claim is left out with the reason. */
export function cleanUser(user: SourceUser): SourceUser | SkipReason {
  if (user.externalId === '') return 'ID_MISSING';
  const upn = user.upn.trim().normalize('NFC');
  if (upn === '') return 'UPN_MISSING';
  if (!UPN.test(upn) || upn.length > FIELD_LIMIT || upn !== cleanField(upn)) return 'UPN_NOT_VALID';
  return {
    ...user,
    upn,
    displayName: cleanField(user.displayName) || upn,
    reading: cleanField(user.reading),
    department: cleanField(user.department),
    email: cleanField(user.email),
    accountName: cleanField(user.accountName),
  };
}
