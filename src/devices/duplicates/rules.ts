import { recordAudit } from '../../operators/audit.ts';
import type { Database, Queryable } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import { decidesPair, listOpenPairs } from './apply-rules.ts';
import { canonicalKeys, isRule, type Rule } from './model/rule.ts';
import { deleteRule, insertRule, listStoredRules, type StoredRule } from './store/rules.ts';

/** A rule, and how many open pairs it would decide now. */
export interface RuleItem extends StoredRule {
  readonly fits: number;
}

const MOST_RULES = 20;

/** Who changes a rule. */
export interface RuleOrder {
  readonly actor: { readonly name: string };
  readonly requestId: string;
  readonly now: Date;
}

/** The rules in force, with what each would decide as records were at the last search. Without any, Baton always asks. */
export async function listRules(q: Queryable): Promise<RuleItem[]> {
  const rules = await listStoredRules(q);
  const pairs = rules.length === 0 ? [] : await listOpenPairs(q);
  return rules.map((rule) => ({ ...rule, fits: pairs.filter((pair) => decidesPair(rule, pair)).length }));
}

/** How many open pairs a rule would decide at once. @throws Refusal when its keys make no rule */
export async function previewRule(q: Queryable, rule: Rule): Promise<number> {
  const checked = checkRule(rule);
  return (await listOpenPairs(q)).filter((pair) => decidesPair(checked, pair)).length;
}

/** Adds a rule; it decides at the next search. @throws Refusal when its keys make no rule, or it is there already */
export async function makeRule(database: Database, rule: Rule, order: RuleOrder): Promise<StoredRule> {
  const { action, keys } = checkRule(rule);
  const made: StoredRule = { id: uuidv7(), action, keys, madeAt: order.now, madeBy: order.actor.name };
  await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('duplicate-rules'))");
    if ((await listStoredRules(tx)).length >= MOST_RULES)
      throw new Refusal('conflict', 'TOO_MANY', {
        ja: `ルールは ${MOST_RULES} 件までです。`,
        en: `There may be ${MOST_RULES} rules at most.`,
      });
    if (!(await insertRule(tx, made)))
      throw new Refusal('conflict', 'RULE_EXISTS', {
        ja: '同じルールが既にあります。',
        en: 'The same rule is there already.',
      });
    await recordAudit(tx, {
      actor: order.actor,
      action: 'duplicate-rule.make',
      target: { kind: 'duplicate-rule', id: made.id, name: `${action}: ${keys.join(' + ')}` },
      after: { action, keys },
      requestId: order.requestId,
    });
  });
  return made;
}

/** Takes a rule away; what it decided stays decided. @throws Refusal when there is none */
export async function removeRule(database: Database, id: string, order: RuleOrder): Promise<void> {
  await database.transaction(async (tx) => {
    const rule = await deleteRule(tx, id);
    if (rule === null) throw notFound();
    await recordAudit(tx, {
      actor: order.actor,
      action: 'duplicate-rule.delete',
      target: { kind: 'duplicate-rule', id, name: `${rule.action}: ${rule.keys.join(' + ')}` },
      before: rule,
      requestId: order.requestId,
    });
  });
}

function checkRule(rule: Rule): Rule {
  const checked = { action: rule.action, keys: canonicalKeys(rule.keys) };
  if (!isRule(checked))
    throw new Refusal(
      'invalid',
      'ONE_KEY',
      {
        ja: '独立した 2 種類以上のキーが必要です。UUID と HWDevID、ConfigMgr と EPM のクライアント ID は、それぞれ 1 種類と数えます。1 つはシリアル番号、UUID、HWDevID、MAC アドレスのいずれかにしてください。',
        en: 'A rule needs at least two independent keys; UUID and HWDevID count as one, and so do the client ids of ConfigMgr and EPM. One of them must be the serial number, UUID, HWDevID or MAC address.',
      },
      { field: 'keys' },
    );
  return checked;
}
