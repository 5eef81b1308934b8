/** What a sync would do, or did. */
export interface SyncPlan {
  /** People of the source before, without those who were gone already. */
  readonly before: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Known people who are not in the source any more. */
  readonly missing: number;
  /** People who were enabled and whom the source disables now. */
  readonly disabled: number;
  readonly skipped: number;
  readonly groupsBefore: number;
  readonly groupsAdded: number;
  readonly groupsChanged: number;
  readonly groupsMissing: number;
  readonly membersBefore: number;
  readonly membersAdded: number;
  readonly membersRemoved: number;
}

/** Why a sync asks before it goes on. */
export type AskReason = 'USERS_LEAVE' | 'MEMBERS_LEAVE';

const SHARE = 10;

/**
 * A source that suddenly lacks more than a tenth of its people (gone, or all at once disabled), or of its memberships,
 * stops and asks: more often than not it is a lost permission, a changed filter or a server that was set up anew.
 * @returns why, or null when the sync may go on by itself
 */
export function mustAsk(plan: SyncPlan): AskReason | null {
  if ((plan.missing + plan.disabled) * SHARE > plan.before && plan.missing + plan.disabled > 0) return 'USERS_LEAVE';
  if (plan.membersRemoved > SHARE && plan.membersRemoved * SHARE > plan.membersBefore) return 'MEMBERS_LEAVE';
  return null;
}

/** How many people a confirmed sync shuts out: the number that an operator types. */
export function leaving(plan: SyncPlan): number {
  return plan.missing + plan.disabled;
}

/** Whether a sync changes groups, or who may be in them. */
export function movesGroups(plan: SyncPlan): boolean {
  const { added, missing, groupsAdded, groupsChanged, groupsMissing, membersAdded, membersRemoved } = plan;
  return added + missing + groupsAdded + groupsChanged + groupsMissing + membersAdded + membersRemoved > 0;
}
