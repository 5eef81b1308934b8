import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REASONS } from '../../devices/model/reasons.ts';
import { BATON_FINDINGS } from '../codes/baton.ts';
import { ERROR_CODES } from '../codes/explain-code.ts';
import { SERVER_ANSWERS } from '../codes/server-answers.ts';
import { findExplanation } from '../explanations/explanations.ts';
import { QUESTIONS } from '../explanations/questions.ts';
import { FACT_ROOTS } from '../model/names.ts';
import { PATTERNS } from '../patterns/patterns.ts';
import { JUDGES } from '../state/judgements.ts';
import { NEEDS } from '../state/needs.ts';
import { STATE_TABLE } from '../state/state-table.ts';
import { renderTable } from './render-table.ts';
import type { Condition, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { RULE_SOURCES } from './sources.ts';

/** The findings of the decision table; STATE_* of the truth table and ENROLL_* of the catalogue of reasons come beside them. */
const TABLE = `
  COEXIST_THIRD_PARTY_MDM COEXIST_INTUNE_NO_POLICY COEXIST_DETECTED COEXIST_WITHOUT_MDM COEXIST_NOT_AT_TIME
  POLICY_WSUS_BY_DOMAIN_GPO CARRIER_CONTENT_NO_SOURCE CARRIER_PROGRAM_RESULT CARRIER_SCRIPT_BLOCKED
  POLICY_CLIENT_NOT_REGISTERED POLICY_MP_UNREACHABLE POLICY_MP_HTTP_ERROR CONTENT_UNREACHABLE
  CMG_CLIENT_CERT_REQUIRED CMG_IIS_BINDING CMG_TLS_TRUST CMG_TOKEN_EXPIRED CMG_AUTH_MISCONFIG
  CLIENT_TOKEN_FAILED CLIENT_TOKEN_FALLBACK_OK CLIENT_REGISTERED CLIENT_HEALTH_REPORTED POLICY_OK
  POLICY_COMGMT_BASELINE_ABSENT POLICY_PILOT_BASELINE_ABSENT POLICY_AUTOENROLL_OFF POLICY_NOT_APPLICABLE_OS
  POLICY_OVERRIDDEN_BY_INTUNE_AUTHORITY
  JOIN_REGISTERED_ONLY JOIN_REGISTERED_PLUS_DOMAIN JOIN_DOMAIN_ONLY JOIN_NOT_JOINED JOIN_ENTERPRISE_DRS JOIN_SCP_MISSING
  JOIN_DC_UNREACHABLE JOIN_PROXY_OR_NETWORK JOIN_WPAD_FAILED JOIN_PROXY_NOT_IN_WINHTTP JOIN_AADCONNECT_SYNC_PENDING
  JOIN_DEVICE_DELETED_OR_DISABLED JOIN_DEVICE_AUTH_CHECK_FAILED JOIN_TPM_ERROR JOIN_FEDERATION_ERROR JOIN_NOT_ALLOWED
  JOIN_SERVER_ERROR JOIN_CLOCK_SKEW STATE_JOIN_OK_ENTRA STATE_JOIN_OK_HYBRID STATE_JOIN_OK
  PRT_NON_ENTRA_USER PRT_CONTEXT_SYSTEM PRT_MISSING_NETWORK PRT_MISSING_CREDENTIAL PRT_MISSING_USER_NOT_FOUND
  PRT_UPN_NOT_ROUTABLE PRT_MISSING_UNKNOWN PRT_STALE
  MDM_URL_EMPTY MDM_URL_UNKNOWN MDM_URL_OTHER_VENDOR MDM_ENROLLED_OK MDM_ENROLLMENT_SCHEDULED MDM_WAITING_OR_WMI
  MDM_NEED_USER_SIGNIN MDM_ENROLLMENT_URL_NOT_CONFIGURED MDM_SCOPE_OR_UPN MDM_MFA_REQUIRED MDM_SYNC_TOKEN_FAILED
  MDM_AUTH_TOKEN MDM_IWA_MANAGED_DOMAIN MDM_RESTRICTION MDM_DEVICE_LIMIT MDM_LICENSE MDM_ALREADY_ENROLLED
  MDM_BLOCKED_POLICY MDM_MMPC_FLAG MDM_WAPPUSH_SERVICE_MISSING MDM_DEVICE_CREDENTIAL_UNSUPPORTED
  MDM_MULTIPLE_MDM_CONFIG MDM_NETWORK MDM_CERT_TIME MDM_OS_TOO_OLD MDM_SERVER_ERROR MDM_CLIENT_ERROR MDM_TIMEOUT
  MDM_HEALTH_STALE STATE_FALSE_CO_MANAGED INPUT_TRUNCATED EVIDENCE_MISSING
`
  .trim()
  .split(/\s+/);

const IDS = new Set(RULES.map(({ id }) => id));

/** Every condition inside a condition. */
function parts(condition: Condition): Condition[] {
  if ('all' in condition) return [condition, ...condition.all.flatMap(parts)];
  if ('any' in condition) return [condition, ...condition.any.flatMap(parts)];
  if ('not' in condition) return [condition, ...parts(condition.not)];
  if ('unless' in condition) return [condition, ...parts(condition.unless)];
  return [condition];
}

const conditionsOf = (rule: Rule): Condition[] =>
  [rule.when, ...(rule.severityWhen ?? []).map(({ when }) => when)].flatMap(parts);
const everyCondition = [
  ...RULES.flatMap((rule) => conditionsOf(rule).map((condition) => ({ id: rule.id, condition }))),
  ...QUESTIONS.flatMap(({ id, answers }) =>
    answers.flatMap(({ when }) => parts(when).map((condition) => ({ id, condition }))),
  ),
];

describe('the decision table', () => {
  test('has a rule for every finding of the reference, for every state and for every reason of an enrollment', () => {
    const states = STATE_TABLE.map(({ state }) => state);
    const reasons = Object.keys(REASONS).map((id) => `ENROLL_${id}`);
    expect([...TABLE, ...states, ...reasons].filter((id) => !IDS.has(id))).toEqual([]);
  });

  test('has one file for each finding, named as the finding, and lists every file', () => {
    const files = readdirSync(import.meta.dirname).flatMap((name) => /^([A-Z][A-Z0-9_]+)\.ts$/.exec(name)?.[1] ?? []);
    expect(files.toSorted()).toEqual([...IDS].toSorted());
    expect(RULES.length).toBe(IDS.size);
  });

  test('as programs read it is made of these files (else run: baton rules build)', () => {
    expect(RULES).toEqual(RULE_SOURCES);
    expect(readFileSync(join(import.meta.dirname, 'rules.ts'), 'utf8')).toBe(renderTable(RULE_SOURCES));
  });

  test('says everything in Japanese and in English', () => {
    const texts = RULES.flatMap(({ id, title, remedy, console }) =>
      [title, remedy, console].flatMap((text) => (text === undefined ? [] : [{ id, ...text }])),
    );
    expect(texts.filter(({ ja }) => !/[\u3040-\u30ff\u4e00-\u9fff]/.test(ja)).map(({ id }) => id)).toEqual([]);
    expect(texts.filter(({ en }) => !/[a-z]/i.test(en) || /[\u3040-\u30ff\u4e00-\u9fff]/.test(en))).toEqual([]);
  });

  test('says for every error and warning what to do', () => {
    const silent = RULES.filter(
      ({ severity, remedy }) => (severity === 'error' || severity === 'warning') && remedy === undefined,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('suppresses, demotes, settles and asks for findings that exist', () => {
    const named = RULES.flatMap(({ suppresses = [], demotes = [], settles = [] }) => [
      ...suppresses,
      ...demotes,
      ...settles,
    ]);
    const asked = everyCondition.flatMap(({ condition }) => ('found' in condition ? [condition.found] : []));
    expect([...named, ...asked].filter((id) => !IDS.has(id))).toEqual([]);
  });

  test('links explanations and kinds of evidence that exist', () => {
    expect(RULES.flatMap(({ explanations = [] }) => explanations).filter((id) => findExplanation(id) === null)).toEqual(
      [],
    );
    expect(QUESTIONS.filter(({ explanation }) => findExplanation(explanation) === null)).toEqual([]);
    expect(RULES.flatMap(({ needs = [] }) => needs).filter((id) => NEEDS[id] === undefined)).toEqual([]);
  });

  test('asks only for facts that parsers write', () => {
    const roots: ReadonlySet<string> = new Set(FACT_ROOTS);
    const known = new Set(
      PATTERNS.flatMap(({ id, fact, pattern }) => [
        fact ?? `log.${id}`,
        ...[...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, group]) => `${fact ?? `log.${id}`}.${group}`),
      ]),
    );
    const names = everyCondition.flatMap(({ id, condition }) => {
      if ('fact' in condition) return [condition.fact, ...(condition.newerThan ?? [])].map((name) => ({ id, name }));
      return 'absent' in condition ? [{ id, name: condition.absent }] : [];
    });
    const wrong = names.filter(
      ({ name }) => !roots.has(name.split('.')[0] ?? '') || (name.startsWith('log.') && !known.has(name)),
    );
    expect(wrong).toEqual([]);
  });

  test('no rule asks, through others, for itself', () => {
    const asks = new Map(
      RULES.map((rule) => [rule.id, conditionsOf(rule).flatMap((part) => ('found' in part ? [part.found] : []))]),
    );
    const circles: string[] = [];
    const visit = (id: string, trail: readonly string[]): void => {
      if (trail.includes(id)) circles.push([...trail, id].join(' -> '));
      else for (const next of asks.get(id) ?? []) visit(next, [...trail, id]);
    };
    for (const id of asks.keys()) visit(id, []);
    expect(circles).toEqual([]);
  });

  test('a code, a server answer and a reason of Baton point at findings that exist, and a rule by code has a code', () => {
    const named = [
      ...ERROR_CODES.flatMap(({ findings }) => Object.values(findings)),
      ...SERVER_ANSWERS.flatMap(({ finding }) => finding ?? []),
      ...BATON_FINDINGS.values(),
    ];
    expect(named.filter((id) => !IDS.has(id))).toEqual([]);
    const byCode = everyCondition.flatMap(({ condition }) =>
      'code' in condition && typeof condition.code === 'string' && condition.context !== 'baton'
        ? [condition.code]
        : [],
    );
    expect(byCode.filter((id) => !named.includes(id))).toEqual([]);
  });

  test('the reasons of an enrollment are said in the words of the catalogue of reasons, but for what only the server knows', () => {
    for (const [id, { ja, en }] of Object.entries(REASONS)) {
      const rule = RULES.find((each) => each.id === `ENROLL_${id}`);
      if (/\{\w+\}/.test(ja + en)) expect(rule?.remedy, id).toBeDefined();
      else expect(rule?.remedy).toEqual({ ja, en });
    }
  });

  test('a specific finding of the join keeps JOIN_DOMAIN_ONLY as context only', () => {
    const specific = RULES.filter(({ id }) => /^JOIN_(?:SCP|DC|PROXY_OR|AADCONNECT|DEVICE_DEL|TPM|FED)/.test(id));
    expect(specific.filter(({ demotes }) => !demotes?.includes('JOIN_DOMAIN_ONLY')).map(({ id }) => id)).toEqual([]);
  });
});

test('a sentence names only what a judgement may know: nothing is left open where it was not seen', () => {
  const texts = [
    ...RULES.flatMap(({ id, title, remedy, console: path }) => [title, remedy, path].map((text) => ({ id, text }))),
    ...QUESTIONS.flatMap(({ id, answers }) => answers.map(({ text }) => ({ id, text }))),
  ];
  const open = texts.flatMap(({ id, text }) =>
    [...`${text?.ja} ${text?.en}`.matchAll(/\{(\w+)\}/g)]
      .filter(([, name]) => !Object.hasOwn(JUDGES, name ?? ''))
      .map(() => id),
  );
  expect(open).toEqual([]);
});
