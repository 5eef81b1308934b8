import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CARRIER_GUIDES, carrierGuidesFor, VERIFY_STEPS } from './carrier-steps.ts';
import { renderCarrierSteps } from './render-carrier-steps.ts';

const kit = path.resolve(import.meta.dirname, '../../../package-kit');
/** Files of the zip that each download makes. */
const MADE = ['package.json', 'pin.txt', 'shared.ppkg'];
const texts = CARRIER_GUIDES.flatMap((guide) => [guide.title, guide.when, ...guide.steps, ...guide.notes]).concat(
  VERIFY_STEPS,
);

describe('guides for carriers', () => {
  test('say everything in both languages, and no Japanese stands in the English ones', () => {
    for (const text of texts) {
      expect(text.ja).toMatch(/[ぁ-んァ-ヶ一-龠]/);
      expect(text.en).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
      expect(text.en.length).toBeGreaterThan(10);
    }
  });

  test('name no file of the kit that is not in it', () => {
    const named = texts.flatMap((text) =>
      [...`${text.ja} ${text.en}`.matchAll(/`([\w-]+\.(?:ps1|cmd|json|txt|ppkg))`/g)].map((match) => String(match[1])),
    );
    expect(new Set(named).size).toBeGreaterThan(8);
    for (const file of new Set(named))
      expect([file, MADE.includes(file) || existsSync(path.join(kit, file))]).toEqual([file, true]);
  });

  test.each<[string, RegExp[]]>([
    [
      'configmgr',
      [
        /\[ソフトウェア ライブラリ\] > \[アプリケーション管理\] > \[パッケージ\]/,
        /\[ソフトウェア ライブラリ\] > \[スクリプト\]/,
        /\[デバイス コレクション\]/,
        /\[スクリプトの実行\]/,
        /\[監視\] > \[スクリプトのステータス\]/,
        /繰り返し/,
        /2 回目以降の予定/,
        /作成者とは別の管理者/,
        /4 KB/,
        /電源が入っていない/,
        /自分のフォルダーを持たない/,
        /-ConfigurationDesigner/,
      ],
    ],
    [
      'configmgr-program',
      [/\[コマンド ライン\] `startup-script\.cmd`/, /繰り返し/, /2 回目以降の予定/, /タスク `\\Baton\\Setup`/],
    ],
    [
      'epm-system',
      [
        /\[配布\] > \[配布パッケージ\] > \[新規\] > \[Windows\] > \[PowerShell\]/,
        /\[主ファイル\]/,
        /\[追加のファイル\]/,
        /\[アカウント\] は \[LocalSystemAccount\]/,
        /\[スケジュールされたタスクの作成\]/,
        /\[タスク タイプ\] は \[プッシュ\]/,
        /\[今すぐ開始\]/,
        /UAC は有効のまま/,
        /電源が入っていない/,
        /`configuration-designer\.ps1`/,
      ],
    ],
    ['epm-user', [/\[アカウント\] は \[現在のユーザー アカウント\]/]],
    ['epm-two-steps', [/`epm-step1-user\.ps1`[\s\S]*`epm-step2-system\.ps1`/]],
    ['domain', [/\[スタートアップ\]/, /SYSVOL/]],
    ['by-hand', [/\[管理者として実行\]/]],
  ])("%s speaks in the products' own menu words", (id, patterns) => {
    const guide = CARRIER_GUIDES.find((one) => one.id === id);
    const whole = [...(guide === undefined ? [] : [guide.when]), ...(guide?.steps ?? []), ...(guide?.notes ?? [])]
      .map((text) => text.ja)
      .join('\n');
    for (const pattern of patterns) expect(whole).toMatch(pattern);
  });

  test('a package shows the guides of its old platform, and what carries every package', () => {
    expect(carrierGuidesFor('configmgr').map((guide) => guide.id)).toEqual([
      'configmgr',
      'configmgr-program',
      'domain',
      'by-hand',
    ]);
    expect(carrierGuidesFor('epm').map((guide) => guide.id)).toEqual([
      'epm-system',
      'epm-two-steps',
      'epm-user',
      'domain',
      'by-hand',
    ]);
    expect(carrierGuidesFor('none').map((guide) => guide.id)).toEqual(['domain', 'by-hand']);
  });

  test.each(['ja', 'en'] as const)(
    'the text file (%s) holds every guide, with a byte order mark and CRLF',
    (language) => {
      const bytes = renderCarrierSteps(language);
      const text = bytes.toString('utf8');
      expect(text.startsWith('\uFEFF')).toBe(true);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      for (const { title, steps } of CARRIER_GUIDES) {
        expect(text).toContain(title[language]);
        for (const step of steps) expect(text).toContain(step[language]);
      }
      expect(renderCarrierSteps(language).equals(bytes)).toBe(true);
    },
  );
});
