import type { SourceField } from './source-config.ts';

/** What one source says of a person; the sources of a person come in the order of their rank. */
export interface LinkedFields {
  readonly sourceId: string;
  readonly owns: readonly SourceField[];
  readonly isMissing: boolean;
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  readonly accountName: string;
  readonly disabled: boolean;
}

/** A person as the directory has them. */
export interface MergedFields {
  readonly upn: string;
  readonly displayName: string;
  readonly reading: string;
  readonly department: string;
  readonly email: string;
  readonly accountName: string;
  readonly disabled: boolean;
  readonly operatorDisabled: boolean;
  readonly source: string;
}

const FIELDS = ['displayName', 'reading', 'department', 'email', 'accountName'] as const;

/**
 * Makes one person from what their sources say. The first source that still has the person is the owner: it says the UPN
 * and whether the person may enroll. A field belongs to the first source that gives it and has a value; one that no
 * source gives stays with whoever wrote it. A person whom no source has any more is disabled, and nothing else changes.
 * An operator's word that somebody is disabled stands beside all of them.
 */
export function mergeUser(now: MergedFields, links: readonly LinkedFields[]): MergedFields {
  const present = links.filter((link) => !link.isMissing);
  const owner = present[0];
  if (owner === undefined) return links.length === 0 ? now : { ...now, disabled: true };
  const fields = Object.fromEntries(
    FIELDS.map((field) => {
      const givers = present.filter((link) => link.owns.includes(field));
      if (givers.length === 0) return [field, now[field]];
      return [field, givers.find((link) => link[field] !== '')?.[field] ?? ''];
    }),
  ) as Record<(typeof FIELDS)[number], string>;
  return {
    ...fields,
    displayName: fields.displayName || owner.upn,
    upn: owner.upn,
    disabled: owner.disabled || now.operatorDisabled,
    operatorDisabled: now.operatorDisabled,
    source: owner.sourceId,
  };
}

/** Whether a merge changes anything. */
export function isSameUser(a: MergedFields, b: MergedFields): boolean {
  return (
    a.upn === b.upn &&
    a.disabled === b.disabled &&
    a.source === b.source &&
    FIELDS.every((field) => a[field] === b[field])
  );
}
