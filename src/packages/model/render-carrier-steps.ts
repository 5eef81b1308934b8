import type { Text } from '../../devices/model/reasons.ts';
import { CARRIER_GUIDES, type CarrierStep, VERIFY_STEPS } from './carrier-steps.ts';

const HEAD: Text = {
  ja: 'Baton 配布パッケージ: 配布の手順',
  en: 'Baton distribution package: how to distribute it',
};
const VERIFY: Text = { ja: 'PC での確認', en: 'How to verify on a PC' };
const NOTES: Text = { ja: '注意', en: 'Notes' };
const SECRET: Text = {
  ja: 'pin.txt は秘密です。登録が済んだら、展開したフォルダーと配布元から削除してください。PIN の期限が切れた場合は、Baton で [期限を延長] すれば配り直しは不要です。',
  en: 'pin.txt is a secret. When the enrollments are done, delete it from the folder you unzipped to and from the source. If the PIN expires on the way, [Extend] in Baton: nothing has to be distributed again.',
};

/**
 * All guides as one text file of the zip (`steps.ja.txt`, `steps.en.txt`): the same in every package of a version, UTF-8
 * with a byte order mark and CRLF, so that Windows' own editor shows it.
 */
export function renderCarrierSteps(language: 'ja' | 'en'): Buffer {
  const lines: string[] = [HEAD[language], '='.repeat(60), '', SECRET[language], ''];
  const numbered = (steps: readonly CarrierStep[]) => {
    for (const [index, step] of steps.entries()) {
      lines.push(`${index + 1}. ${step[language]}`);
      for (const typed of step.lines ?? []) lines.push(`     ${typed}`);
    }
  };
  for (const guide of CARRIER_GUIDES) {
    lines.push('', `■ ${guide.title[language]}`, '-'.repeat(60), guide.when[language], '');
    numbered(guide.steps);
    lines.push('', `${NOTES[language]}:`, ...guide.notes.map((note) => `- ${note[language]}`), '');
  }
  lines.push('', `■ ${VERIFY[language]}`, '-'.repeat(60));
  numbered(VERIFY_STEPS);
  return Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`, 'utf8');
}
