import { type ReasonId, type ReasonParams, reasonText, type Text } from './reasons.ts';
import type { Stage } from './stages.ts';
import { type Language, momentText, spanText } from './time-text.ts';

/** What the verdict about one PC is made of. */
export interface VerdictFacts {
  readonly state:
    | 'notseen'
    | 'enrolling'
    | 'waiting'
    | 'enrolled'
    | 'probation'
    | 'failed'
    | 'silent'
    | 'leaving'
    | 'left';
  readonly stateSince: Date;
  readonly stage: Stage | null;
  readonly stageAt: Date | null;
  readonly reason: { readonly id: ReasonId; readonly params: ReasonParams } | null;
  readonly known: 'stated' | 'listed' | 'weak' | 'unbound' | null;
  readonly lastContactAt: Date | null;
  readonly nextContactBy: Date | null;
  readonly certificateExpiresAt: Date | null;
}

/** One sentence about a PC: what is, since when, what happens next or what to do. */
export interface Verdict {
  readonly id: string;
  readonly severity: 'ok' | 'info' | 'warning' | 'error';
  readonly text: Text;
}

const HOUR_MS = 3_600_000;
/** A claim or a certificate without the next step for this long is worth a look. */
const STEP_MS = HOUR_MS / 2;
/** A contact may start on the minute that was announced: it is overdue a minute later. */
const OVERDUE_MS = 60_000;
const CERTIFICATE_WARNING_MS = 30 * 24 * HOUR_MS;

/** The verdict about a PC now. */
export function verdictOf(facts: VerdictFacts, now: Date): Verdict {
  switch (facts.state) {
    case 'notseen':
      return notSeen(facts);
    case 'enrolling':
      return enrolling(facts, now);
    case 'waiting':
    case 'failed':
      return stuck(facts);
    case 'probation':
      return probation(facts, now);
    case 'silent':
      return silent(facts, now);
    case 'enrolled':
      return enrolled(facts, now);
    case 'leaving':
      return leaving(facts, now);
    case 'left':
      return say('left', 'info', (language) => ({
        ja: `${momentText(facts.stateSince, language)} に登録が解除されました。もう一度登録する場合は、配布パッケージを配り直してください。`,
        en: `Un-enrolled at ${momentText(facts.stateSince, language)}. To enroll it again, distribute the package again.`,
      }));
  }
}

/** Builds both languages; the sentence is asked for with the language in which its times are to be written. */
function say(id: string, severity: Verdict['severity'], sentence: (language: Language) => Text): Verdict {
  return { id, severity, text: { ja: sentence('ja').ja, en: sentence('en').en } };
}

function notSeen(facts: VerdictFacts): Verdict {
  if (facts.stage === null) {
    return say('never-heard', 'info', () => ({
      ja: 'この PC からの通信は一度も届いていません。旧管理基盤でスクリプトが実行されたか確認してください。',
      en: 'Nothing has ever been received from this PC. Check in the old platform whether the script ran.',
    }));
  }
  if (facts.stage === 'files-copied') {
    return say('files-copied', 'info', () => ({
      ja: 'ファイルはコピーされましたが (PC の申告)、スクリプトはまだ実行されていません。旧管理基盤での実行状況を確認してください。',
      en: 'The files were copied (said by the PC), but the script has not run. Check in the old platform whether it was started.',
    }));
  }
  return say('script-ran', 'info', () => ({
    ja: 'スクリプトは実行されましたが (PC の申告)、申請がまだ届いていません。PC の setup.log を確認してください。',
    en: 'The script ran (said by the PC), but no claim has arrived. Look into setup.log on the PC.',
  }));
}

function enrolling(facts: VerdictFacts, now: Date): Verdict {
  if (facts.reason !== null) {
    return { id: 'held-up', severity: 'warning', text: reasonText(facts.reason.id, facts.reason.params) };
  }
  const waited = now.getTime() - (facts.stageAt ?? facts.stateSince).getTime();
  const severity = waited < STEP_MS && !isOverdue(facts, now) ? 'info' : 'warning';
  if (facts.stage !== 'certificate-issued') {
    return say('no-certificate', severity, (language) => ({
      ja: `申請は受理されましたが、証明書がまだ発行されていません (${spanText(waited, language)}経過)。長く続く場合は、ログの末尾を確認してください。`,
      en: `The claim was accepted, but no certificate has been issued (${spanText(waited, language)}). If this lasts, look at the log tail.`,
    }));
  }
  return say('no-session', severity, (language) => ({
    ja: `証明書は発行されましたが、初回セッションがまだありません (${spanText(waited, language)}経過)。${next(facts, now, language).ja}`,
    en: `The certificate was issued, but there has been no session (${spanText(waited, language)}). ${next(facts, now, language).en}`,
  }));
}

/** Whether the PC should have called by now and did not. */
function isOverdue(facts: VerdictFacts, now: Date): boolean {
  return facts.nextContactBy !== null && now.getTime() - facts.nextContactBy.getTime() >= OVERDUE_MS;
}

/** When the PC calls again; what to check where nobody knows, or where it should have called already. */
function next(facts: VerdictFacts, now: Date, language: Language): Text {
  if (facts.nextContactBy === null) {
    return {
      ja: 'PC の電源と、管理用アドレスへの接続を確認してください。',
      en: 'Check that the PC is on and reaches the management address.',
    };
  }
  const by = momentText(facts.nextContactBy, language);
  if (isOverdue(facts, now)) {
    const late = spanText(now.getTime() - facts.nextContactBy.getTime(), language);
    return {
      ja: `遅くとも ${by} の予定だった接続がまだありません (${late}超過)。PC の電源と、管理用アドレスへの接続を確認してください。`,
      en: `The contact due by ${by} has not come (${late} overdue). Check that the PC is on and reaches the management address.`,
    };
  }
  return { ja: `次の接続は遅くとも ${by} です。`, en: `Next contact by ${by} at the latest.` };
}

function stuck(facts: VerdictFacts): Verdict {
  const severity = facts.state === 'waiting' ? 'info' : 'error';
  if (facts.reason !== null) {
    return { id: facts.state, severity, text: reasonText(facts.reason.id, facts.reason.params) };
  }
  return say(facts.state, severity, () => ({
    ja: '登録に失敗しました。HRESULT とログの末尾を確認してください。',
    en: 'Enrolling failed. Look at the HRESULT and the log tail.',
  }));
}

function probation(facts: VerdictFacts, now: Date): Verdict {
  if (facts.reason !== null) {
    return { id: 'mismatch', severity: 'error', text: reasonText(facts.reason.id, facts.reason.params) };
  }
  if (facts.known === 'unbound') {
    return say('unbound', 'warning', () => ({
      ja: '申請との対応付けがない PC です。オペレーターが理由を付けて受け入れるまで、実行できるのはインベントリの取得と登録解除だけです。',
      en: 'This PC is not tied to a claim. Until an operator accepts it with a reason, only inventory and un-enroll are possible.',
    }));
  }
  return say('probation', 'warning', (language) => ({
    ja: `照合待ちです。確認が済むまで、実行できるのはインベントリの取得と登録解除だけです。${next(facts, now, language).ja}`,
    en: `On probation. Until the inventory matches, only inventory and un-enroll are possible. ${next(facts, now, language).en}`,
  }));
}

function silent(facts: VerdictFacts, now: Date): Verdict {
  const last = facts.lastContactAt ?? facts.stateSince;
  const ago = now.getTime() - last.getTime();
  return say('silent', 'warning', (language) => ({
    ja: `${spanText(ago, language)}前 (${momentText(last, language)}) から応答がありません。PC の電源とネットワークを確認してください。`,
    en: `Silent for ${spanText(ago, language)} (since ${momentText(last, language)}). Check that the PC is on and has a network.`,
  }));
}

function enrolled(facts: VerdictFacts, now: Date): Verdict {
  const ends = facts.certificateExpiresAt;
  if (ends !== null && ends.getTime() <= now.getTime()) {
    return say('certificate-ended', 'error', (language) => ({
      ja: `証明書の期限が ${momentText(ends, language)} に切れたため、PC は接続できません。配布パッケージで登録し直してください。`,
      en: `The certificate expired at ${momentText(ends, language)}, so the PC cannot connect. Enroll it again with a package.`,
    }));
  }
  if (ends !== null && ends.getTime() - now.getTime() < CERTIFICATE_WARNING_MS) {
    return say('certificate-ends', 'warning', (language) => ({
      ja: `登録済みですが、証明書の期限が ${momentText(ends, language)} に切れます。それまでに配布パッケージで登録し直してください。`,
      en: `Enrolled, but the certificate expires at ${momentText(ends, language)}. Enroll it again with a package before that.`,
    }));
  }
  const isLate = isOverdue(facts, now);
  return say(isLate ? 'overdue' : 'enrolled', isLate ? 'warning' : 'ok', (language) => ({
    ja: `登録済みです${isLate ? 'が、' : '。'}${next(facts, now, language).ja}`,
    en: `Enrolled. ${next(facts, now, language).en}`,
  }));
}

function leaving(facts: VerdictFacts, now: Date): Verdict {
  const by = facts.nextContactBy;
  if (isOverdue(facts, now)) {
    return say('leaving', 'warning', (language) => ({
      ja: `登録解除の命令がまだ PC に届いていません。${next(facts, now, language).ja}`,
      en: `The order to un-enroll has not reached the PC. ${next(facts, now, language).en}`,
    }));
  }
  return say('leaving', 'info', (language) => ({
    ja:
      by === null
        ? '登録解除の命令は、PC の次の接続で届きます。'
        : `登録解除の命令は、遅くとも ${momentText(by, language)} に PC に届きます。`,
    en:
      by === null
        ? 'The order to un-enroll reaches the PC with its next contact.'
        : `The order to un-enroll reaches the PC by ${momentText(by, language)} at the latest.`,
  }));
}
