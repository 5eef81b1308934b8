import type { Text } from '../api/types.ts';

/** Status codes that Windows' MDM client and the server send (OMA-SyncML status codes, MS-MDM 2.2). */
const MEANINGS: Readonly<Record<string, Text>> = {
  '200': { ja: '成功', en: 'OK' },
  '202': { ja: '受理 (後で処理)', en: 'Accepted, done later' },
  '212': { ja: '認証済み', en: 'Authenticated' },
  '213': { ja: '分割データの受信中', en: 'Chunk accepted' },
  '214': { ja: '操作を取り消し', en: 'Operation cancelled' },
  '215': { ja: '未実行', en: 'Not executed' },
  '216': { ja: '元に戻した', en: 'Rolled back' },
  '401': { ja: '資格情報が不正', en: 'Invalid credentials' },
  '403': { ja: '禁止', en: 'Forbidden' },
  '404': { ja: 'ノードなし', en: 'Not found' },
  '405': { ja: '許可されていない操作', en: 'Command not allowed' },
  '406': { ja: '未対応の機能', en: 'Optional feature not supported' },
  '407': { ja: '資格情報が必要', en: 'Credentials missing' },
  '412': { ja: '不完全な命令', en: 'Incomplete command' },
  '413': { ja: '大きすぎる', en: 'Too large' },
  '415': { ja: '未対応の形式', en: 'Unsupported type or format' },
  '418': { ja: 'すでに存在', en: 'Already exists' },
  '425': { ja: '権限なし', en: 'Permission denied' },
  '500': { ja: '命令の失敗', en: 'Command failed' },
  '507': { ja: '全体を中止', en: 'Atomic failed' },
  '516': { ja: '元に戻せなかった', en: 'Atomic roll back failed' },
};

/** What the status code on this line means; null where the line is no `<Data>` of a `<Status>`. */
export function statusMeaning(
  line: string,
  lines: readonly string[],
  index: number,
  language: 'ja' | 'en',
): string | null {
  const code = /^\s*<Data>(\d{3})<\/Data>$/.exec(line)?.[1];
  if (code === undefined) return null;
  for (let above = index - 1; above >= Math.max(0, index - 12); above--) {
    const text = lines[above] ?? '';
    if (/<\/?(Item|Results|Alert|SyncHdr)\b/.test(text)) return null;
    if (/<Status>/.test(text)) return MEANINGS[code]?.[language] ?? null;
  }
  return null;
}
