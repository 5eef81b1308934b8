import { clientId, netBiosName, realSerial, realUuid } from '../../devices/model/hardware.ts';
import type { Text } from '../../devices/model/reasons.ts';

/** A row of an old platform's list of PCs, as its CSV has it; '' or absent = the list says nothing. */
export interface ListedPc {
  readonly name: string;
  readonly domain?: string;
  readonly serial?: string;
  readonly uuid?: string;
  readonly configmgrId?: string;
  readonly epmId?: string;
}

/** A row of a list of PCs in the forms in which facts are compared. */
export interface RosterPc {
  readonly name: string;
  readonly nameKey: string;
  readonly domain: string;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly epmId: string | null;
}

/** Brings a row into the forms in which claims are compared with it; placeholders of firmware count as nothing said. */
export function rosterPc(pc: ListedPc): RosterPc {
  return {
    name: pc.name.trim(),
    nameKey: netBiosName(pc.name),
    domain: (pc.domain ?? '').trim().toLowerCase(),
    serial: realSerial(pc.serial),
    uuid: realUuid(pc.uuid),
    configmgrId: clientId(pc.configmgrId),
    epmId: clientId(pc.epmId),
  };
}

/** Whether a row says more of a PC than its name. */
export function hasHardwareFact(pc: RosterPc): boolean {
  return pc.serial !== null || pc.uuid !== null || pc.configmgrId !== null || pc.epmId !== null;
}

/** Why a row of a target cannot be on the roster. */
export type ExclusionId = 'disabled' | 'upn' | 'name' | 'doubled';

/** The sentences of the reasons for which people or PCs of a target stay out of the roster. */
export const EXCLUSIONS: Readonly<Record<ExclusionId, Text>> = {
  disabled: { ja: '無効なアカウントです。', en: 'The account is disabled.' },
  upn: {
    ja: 'ユーザー名 (UPN) の形式が正しくないため、登録に失敗します。',
    en: 'The user name (UPN) is malformed; enrolling would fail.',
  },
  name: { ja: 'コンピューター名がありません。', en: 'There is no computer name.' },
  doubled: {
    ja: '一覧の別の行と同じ PC です (シリアル番号、UUID、クライアント ID、名前のうち 2 つ以上が一致)。',
    en: 'The same PC as another row of the list (two of serial number, UUID, client id and name agree).',
  },
};

/** What a row's keys stand for: the ids of the old platforms' clients come from one image, so they count once. */
const INDEPENDENT = [
  ['serial', 'uuid'],
  ['serial', 'configmgrId'],
  ['serial', 'epmId'],
  ['serial', 'name'],
  ['uuid', 'configmgrId'],
  ['uuid', 'epmId'],
  ['uuid', 'name'],
  ['configmgrId', 'name'],
  ['epmId', 'name'],
] as const;

/**
 * Sorts the rows of a list of PCs, in order: each PC once. No single key makes two rows one PC, since images and boards
 * are cloned: a row repeats an earlier one where two independent keys are equal and neither serial number nor UUID differs;
 * of rows that have only a name, where the name in its domain is.
 */
export function listSifter(): (pc: RosterPc) => ExclusionId | null {
  const seen = new Map<string, RosterPc>();
  return (pc) => {
    if (pc.nameKey === '') return 'name';
    const keys = keysOfRow(pc);
    if (keys.some((key) => isOnePc(seen.get(key), pc))) return 'doubled';
    for (const key of keys) if (!seen.has(key)) seen.set(key, pc);
    return null;
  };
}

function keysOfRow(pc: RosterPc): string[] {
  const name = `${pc.nameKey}.${pc.domain}`;
  if (!hasHardwareFact(pc)) return [JSON.stringify([name])];
  const values = { ...pc, name };
  return INDEPENDENT.flatMap(([one, other]) =>
    values[one] === null || values[other] === null ? [] : [JSON.stringify([one, values[one], other, values[other]])],
  );
}

function isOnePc(earlier: RosterPc | undefined, pc: RosterPc): boolean {
  return (
    earlier !== undefined &&
    (['serial', 'uuid'] as const).every((key) => earlier[key] === null || pc[key] === null || earlier[key] === pc[key])
  );
}
