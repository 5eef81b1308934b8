import type { useTexts } from '../../i18n/texts.ts';

/** Actions that the audit writes (noun.verb), with `_` for the dot in their text keys. */
export const AUDIT_ACTIONS = [
  'device-list.decide',
  'device-list.undo',
  'device-list.use',
  'device.accept',
  'device.evidence',
  'device.evidence-undo',
  'device.intend',
  'device.inventory',
  'device.revoke',
  'device.unenroll',
  'duplicate-rule.delete',
  'duplicate-rule.make',
  'duplicate.apart',
  'duplicate.merge',
  'duplicate.undo',
  'group.change',
  'group.intend',
  'group.make',
  'import.change',
  'import.finish',
  'import.run',
  'import.stop',
  'import.upload',
  'operator.change',
  'operator.make',
  'operator.password',
  'operator.rescue',
  'operator.reset',
  'operator.sign-in',
  'package.change',
  'package.continue',
  'package.download',
  'package.extend',
  'package.make',
  'package.replace',
  'package.revoke',
  'package.revoke-pin',
  'setting.change',
  'shared-ppkg.mint',
  'shared-ppkg.upload',
  'source.change',
  'source.confirm',
  'source.delete',
  'source.make',
  'source.preview',
  'source.run',
  'source.stop',
  'source.sync',
  'token.delete',
  'token.make',
  'user.change',
  'user.make',
] as const;
type AuditAction = (typeof AUDIT_ACTIONS)[number];
type KeyOf<Action extends AuditAction> = Action extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : never;

/** Kinds of objects that an action is about. */
export const AUDIT_KINDS = [
  'device',
  'device-list',
  'duplicate',
  'duplicate-rule',
  'group',
  'import',
  'operator',
  'package',
  'setting',
  'shared-ppkg',
  'source',
  'token',
  'user',
] as const;
type AuditKind = (typeof AUDIT_KINDS)[number];

function isAuditAction(action: string): action is AuditAction {
  return AUDIT_ACTIONS.some((known) => known === action);
}

/** Whether there is a word for the kind of object. */
export function isAuditKind(kind: string): kind is AuditKind {
  return AUDIT_KINDS.some((known) => known === kind);
}

/** An action in words; one of a later release stays its id. */
export function actionText(action: string, t: ReturnType<typeof useTexts>): string {
  return isAuditAction(action) ? t(`admin:auditAction.${action.replace('.', '_') as KeyOf<AuditAction>}`) : action;
}
