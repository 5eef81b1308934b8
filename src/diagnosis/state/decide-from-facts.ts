import type { Fact } from '../model/fact.ts';
import type { Text } from '../text.ts';
import { decideState, type PossibleValues } from './decide-state.ts';
import { possibleMdm } from './judge-mdm.ts';
import type { Judgement, JudgementInput } from './judgement.ts';
import { JUDGES } from './judgements.ts';
import { ALL_VALUES, INPUTS, type StateId, type StateInput, type StateValues } from './state-table.ts';

/** One input of the state, what it was judged to be, and by which facts. */
export interface DecidedInput {
  readonly input: StateInput;
  readonly value: string | boolean;
  readonly facts: readonly Fact[];
  readonly isInferred: boolean;
}

/** A PC's state, the facts that decided it, and the inputs that nothing answered. */
export interface PcState {
  readonly id: StateId;
  readonly decidedBy: readonly DecidedInput[];
  readonly missing: readonly StateInput[];
}

/** What to ask for where an input is missing. */
export const INPUT_TEXTS: Readonly<Record<StateInput, Text>> = {
  client: {
    ja: 'ConfigMgr クライアントの有無 (サービス CcmExec、フォルダー)',
    en: 'whether the ConfigMgr client is there (service CcmExec, folder)',
  },
  registered: {
    ja: 'ConfigMgr クライアントの登録状態 (ClientIDManagerStartup.log)',
    en: 'whether the ConfigMgr client is registered (ClientIDManagerStartup.log)',
  },
  policy: {
    ja: '共同管理ポリシーの有無 (構成基準 CoMgmtSettingsProd、CoManagementFlags)',
    en: 'whether the co-management policy arrived (baseline CoMgmtSettingsProd, CoManagementFlags)',
  },
  intuneAuthority: {
    ja: '管理機関 (CoManagementFlags、ConfigInfo)',
    en: 'the authority (CoManagementFlags, ConfigInfo)',
  },
  mdm: {
    ja: 'MDM の登録一覧 (レジストリ Enrollments と OMADM\\Accounts)',
    en: 'the list of MDM enrollments (registry Enrollments and OMADM\\Accounts)',
  },
  epm: { ja: 'EPM エージェントの有無', en: 'whether the EPM agent is there' },
  uploaded: { ja: 'Intune のデバイス一覧', en: "Intune's list of devices" },
};

/** Judges every input from the facts and looks the state up. */
export function decideFromFacts(input: JudgementInput): PcState {
  const { vendors, ...mdm } = possibleMdm(input);
  const judged: Readonly<Record<StateInput, Judgement | undefined>> = {
    client: JUDGES.client(input),
    registered: JUDGES.registered(input),
    policy: JUDGES.policy(input),
    intuneAuthority: JUDGES.intuneAuthority(input),
    mdm: mdm.facts.length > 0 ? mdm : undefined,
    epm: JUDGES.epm(input),
    uploaded: JUDGES.uploaded(input),
  };
  const one = <Name extends StateInput>(name: Name): readonly StateValues[Name][] => {
    const judgement = judged[name];
    return judgement === undefined ? ALL_VALUES[name] : ALL_VALUES[name].filter((value) => value === judgement.value);
  };
  const possible: PossibleValues = {
    client: one('client'),
    registered: one('registered'),
    policy: one('policy'),
    intuneAuthority: one('intuneAuthority'),
    mdm: vendors,
    epm: one('epm'),
    uploaded: one('uploaded'),
  };
  const { id, missing } = decideState(possible);
  const decidedBy = INPUTS.flatMap((name): DecidedInput[] => {
    const judgement = judged[name];
    const left: readonly (string | boolean)[] = possible[name];
    if (judgement === undefined || left.length === ALL_VALUES[name].length) return [];
    const [only] = left;
    const value = only !== undefined && left.length === 1 ? only : left.join(' | ');
    return [{ input: name, value, facts: judgement.facts, isInferred: judgement.isInferred === true }];
  });
  return { id, decidedBy, missing };
}
