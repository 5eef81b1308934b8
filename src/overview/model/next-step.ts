import { REASON_TITLES } from '../../devices/model/reason-titles.ts';
import type { ReasonId, Text } from '../../devices/model/reasons.ts';

/** PCs of one package that one reason keeps, and that need a person. */
export interface Trouble {
  readonly packageId: string;
  readonly packageName: string;
  readonly reason: ReasonId;
  readonly pcs: number;
}

/** A package whose PIN is over or almost over while PCs are still to come. */
export interface EndingPin {
  readonly packageId: string;
  readonly packageName: string;
  readonly isOver: boolean;
  /** PCs still to come; null where nobody knows how many were planned. */
  readonly outstanding: number | null;
}

/** All that the sentence on top of the console is made of. */
export interface Situation {
  readonly isInMaintenance: boolean;
  /** Packages that wait for an operator to look. */
  readonly paused: readonly { readonly packageId: string; readonly packageName: string }[];
  /** Largest first. */
  readonly troubles: readonly Trouble[];
  readonly endingPins: readonly EndingPin[];
  /** PCs on probation for more than an hour. */
  readonly longProbation: number;
  readonly silent: number;
  readonly silentDays: number;
  readonly setup: {
    readonly users: boolean;
    readonly pinEnrollment: boolean;
    readonly packages: boolean;
    readonly heard: boolean;
  };
  readonly planned: number | null;
  readonly enrolled: number;
}

/** What to do next: one sentence, one button, and where extending a PIN is the remedy, of which package. */
export interface NextStep {
  readonly id: string;
  readonly text: Text;
  readonly action: { readonly text: Text; readonly link: string } | null;
  readonly extend: string | null;
}

/**
 * The sentence on top of the overview, by a fixed order: server trouble, packages that wait for an operator, failures, PINs
 * that end while PCs are to come, probation, silence, the next step of the set-up, calm.
 */
export function nextStep(situation: Situation): NextStep {
  return (
    maintenance(situation) ??
    pausedPackage(situation) ??
    failures(situation) ??
    endingPin(situation) ??
    longProbation(situation) ??
    silence(situation) ??
    setUp(situation) ??
    calm(situation)
  );
}

const ja = (n: number) => n.toLocaleString('ja-JP');
const en = (n: number) => n.toLocaleString('en-US');
const pcsEn = (n: number) => (n === 1 ? '1 PC' : `${en(n)} PCs`);
const verbEn = (n: number, one: string, many: string) => (n === 1 ? one : many);

function step(id: string, text: Text, action: NextStep['action'] = null, extend: string | null = null): NextStep {
  return { id, text, action, extend };
}

function maintenance(s: Situation): NextStep | null {
  if (!s.isInMaintenance) return null;
  return step(
    'maintenance',
    {
      ja: 'メンテナンス中のため、登録を受け付けていません。PC は自動で再試行します。',
      en: 'Maintenance: no PC can enroll. PCs retry by themselves.',
    },
    { text: { ja: '設定を開く', en: 'Open settings' }, link: '/admin/settings' },
  );
}

function pausedPackage(s: Situation): NextStep | null {
  const first = s.paused[0];
  if (first === undefined) return null;
  return step(
    'paused',
    {
      ja: `「${first.packageName}」が確認待ちで停止しています。PC の状態を確認してから続行してください。`,
      en: `"${first.packageName}" is paused for a check. Look at the state of its PCs, then continue.`,
    },
    { text: { ja: '配布パッケージを開く', en: 'Open the package' }, link: `/packages/${first.packageId}` },
  );
}

/** The list behind a trouble: the same query that counted it. */
export function troubleLink(trouble: Trouble): string {
  return `/packages/${trouble.packageId}/pcs?reason=${trouble.reason}`;
}

function failures(s: Situation): NextStep | null {
  const top = s.troubles[0];
  if (top === undefined) return null;
  const all = s.troubles.reduce((sum, trouble) => sum + trouble.pcs, 0);
  const title = REASON_TITLES[top.reason];
  return step(
    'failures',
    {
      ja: `${ja(all)} 台が登録に失敗しています。最も多い原因は「${title.ja}」(${ja(top.pcs)} 台) です。`,
      en: `${pcsEn(all)} failed to enroll. Most frequent cause: ${title.en} (${en(top.pcs)}).`,
    },
    { text: { ja: `${ja(top.pcs)} 台を表示`, en: `Show ${en(top.pcs)}` }, link: troubleLink(top) },
    top.reason === 'PIN_EXPIRED' ? top.packageId : null,
  );
}

function endingPin(s: Situation): NextStep | null {
  const first = s.endingPins[0];
  if (first === undefined) return null;
  const count = first.outstanding;
  const restJa = count === null ? '' : `${ja(count)} 台がまだ登録されていません。`;
  const restEn = count === null ? '' : ` ${pcsEn(count)} ${verbEn(count, 'has', 'have')} not enrolled yet.`;
  return step(
    'ending-pin',
    first.isOver
      ? {
          ja: `「${first.packageName}」の PIN の有効期限が切れました。${restJa}`,
          en: `The PIN of "${first.packageName}" has expired.${restEn}`,
        }
      : {
          ja: `「${first.packageName}」の PIN の有効期限がまもなく切れます。${restJa}`,
          en: `The PIN of "${first.packageName}" expires soon.${restEn}`,
        },
    { text: { ja: '配布パッケージを開く', en: 'Open the package' }, link: `/packages/${first.packageId}` },
    first.packageId,
  );
}

/** The list behind "on probation for more than an hour". */
export const LONG_PROBATION_LINK = '/devices?state=probation&since=%3E1h';
/** The list behind "silent". */
export const SILENT_LINK = '/devices?state=silent';

function longProbation(s: Situation): NextStep | null {
  if (s.longProbation === 0) return null;
  return step(
    'probation',
    {
      ja: `${ja(s.longProbation)} 台が 1 時間以上、照合待ちです。インベントリと申請を確認してください。`,
      en: `${pcsEn(s.longProbation)} ${verbEn(s.longProbation, 'has', 'have')} been on probation for more than an hour. Compare inventory and claim.`,
    },
    { text: { ja: `${ja(s.longProbation)} 台を表示`, en: `Show ${en(s.longProbation)}` }, link: LONG_PROBATION_LINK },
  );
}

function silence(s: Situation): NextStep | null {
  if (s.silent === 0) return null;
  return step(
    'silent',
    {
      ja: `${ja(s.silent)} 台から ${s.silentDays} 日以上応答がありません。電源とネットワークを確認してください。`,
      en: `${pcsEn(s.silent)} ${verbEn(s.silent, 'has', 'have')} been silent for more than ${s.silentDays} days. Check power and network.`,
    },
    { text: { ja: `${ja(s.silent)} 台を表示`, en: `Show ${en(s.silent)}` }, link: SILENT_LINK },
  );
}

function setUp(s: Situation): NextStep | null {
  const { setup } = s;
  if (!setup.users && !setup.packages) {
    return step(
      'setup-users',
      { ja: '次に、ユーザーを取り込むか、追加します。', en: 'Next, import or add users.' },
      { text: { ja: 'CSV を取り込む', en: 'Import CSV' }, link: '/imports/new' },
    );
  }
  if (!setup.pinEnrollment) {
    return step(
      'setup-pin',
      { ja: '次に、PIN に基づく登録をオンにします。', en: 'Next, turn on PIN-based enrollment.' },
      { text: { ja: '設定を開く', en: 'Open settings' }, link: '/admin/settings' },
    );
  }
  if (!setup.packages) {
    return step(
      'setup-package',
      { ja: '次に、配布パッケージを作成します。', en: 'Next, make a package.' },
      { text: { ja: '配布パッケージの作成', en: 'Make a package' }, link: '/packages/new' },
    );
  }
  if (!setup.heard) {
    return step(
      'setup-distribute',
      {
        ja: 'パッケージを配布してください。PC からの通信はまだありません。',
        en: 'Distribute the package. No PC has been heard from yet.',
      },
      { text: { ja: '配布パッケージを開く', en: 'Open packages' }, link: '/packages' },
    );
  }
  return null;
}

function calm(s: Situation): NextStep {
  if (s.planned === null) {
    return step('calm', {
      ja: `対応が必要な PC はありません。${ja(s.enrolled)} 台が登録済みです。予定台数は未定です。`,
      en: `Nothing needs attention. ${pcsEn(s.enrolled)} enrolled. Planned number not known.`,
    });
  }
  return step('calm', {
    ja: `対応が必要な PC はありません。予定 ${ja(s.planned)} 台のうち ${ja(s.enrolled)} 台が登録済みです。`,
    en: `Nothing needs attention. ${en(s.enrolled)} of ${en(s.planned)} planned PCs are enrolled.`,
  });
}
