import { z } from 'zod';

const whole = (min: number, max: number) => z.int().min(min).max(max);

/** One runtime setting: its rule, its value until somebody changes it, and its name for people (with the unit). */
interface SettingDefinition<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly default: z.infer<Schema>;
  readonly en: string;
  readonly ja: string;
}

function define<Schema extends z.ZodType>(
  schema: Schema,
  initial: NoInfer<z.infer<Schema>>,
  en: string,
  ja: string,
): SettingDefinition<Schema> {
  return { schema, default: initial, en, ja };
}

/** Every setting that an administrator may change while Baton runs; kept in the database, the same on all nodes. */
export const SETTINGS = {
  'enrollment.pinEnabled': define(z.boolean(), false, 'PIN-based enrollment', 'PIN に基づく登録'),
  'enrollment.maintenance': define(
    z.boolean(),
    false,
    'Maintenance: PCs are asked to try again later',
    'メンテナンス: PC には後で再試行するよう応答する',
  ),
  'enrollment.minimumBuild': define(
    whole(10_240, 99_999),
    10_240,
    'Oldest Windows build that may enroll',
    '登録できる Windows の最小ビルド',
  ),
  'enrollment.sharedMatch': define(
    z.literal(['strict', 'name']),
    'strict',
    'Shared provisioning package: match by name and MAC address (strict) or by name alone (name)',
    '共有プロビジョニング パッケージの照合: 名前と MAC アドレス (strict)、または名前のみ (name)',
  ),
  'package.pinValidityHours': define(
    whole(1, 2_160),
    24,
    'Validity of a PIN after its download, hours',
    'ダウンロード後の PIN の有効期間 (時間)',
  ),
  'package.pcsPerUser': define(whole(1, 100), 1, 'PCs per user', 'ユーザーあたりの PC の台数'),
  'package.stopAfter': define(
    whole(0, 100_000),
    20,
    'A package pauses for a check after this many PCs; 0 = never',
    '確認のため配布パッケージを停止する PC の台数 (0 = 停止しない)',
  ),
  'claim.lifeHours': define(whole(1, 72), 8, 'Life of a claim, hours', '申請の有効期間 (時間)'),
  'session.requireMd5': define(
    z.boolean(),
    false,
    'Ask every session for MD5 credentials beside the certificate',
    'すべてのセッションで、証明書に加えて MD5 認証を要求する',
  ),
  'poll.remaining': define(
    whole(60, 1_440),
    60,
    'Interval at which an enrolled PC asks, minutes (1440 = strict to the specification)',
    '登録済み PC の定期接続の間隔 (分、1440 = 仕様どおり)',
  ),
  'certificate.validityDays': define(
    whole(30, 1_095),
    365,
    'Validity of a device certificate, days',
    'デバイス証明書の有効期間 (日)',
  ),
  'certificate.renewPeriodDays': define(
    whole(1, 1_000),
    45,
    'Renewal begins this many days before the end',
    '更新を開始する、期限までの日数',
  ),
  'certificate.retryIntervalDays': define(
    whole(1, 1_000),
    4,
    'Interval between attempts to renew, days',
    '更新の再試行の間隔 (日)',
  ),
  'retention.sessionXmlDays': define(
    whole(1, 90),
    14,
    'Session XML is kept this many days',
    'セッションの XML の保存期間 (日)',
  ),
  'retention.sessionXmlCount': define(
    whole(1, 100),
    20,
    'Session XML is kept of this many sessions per PC',
    'PC ごとに XML を保存するセッション数',
  ),
  'retention.attemptDays': define(whole(7, 730), 90, 'Attempts are kept this many days', '登録試行の保存期間 (日)'),
  'device.silentAfterDays': define(
    whole(1, 90),
    7,
    'A PC counts as silent after this many days',
    '応答なしと見なすまでの日数',
  ),
} as const;

/** Key of a setting. */
export type SettingKey = keyof typeof SETTINGS;

/** All settings in force. */
export type Settings = { readonly [Key in SettingKey]: z.infer<(typeof SETTINGS)[Key]['schema']> };

/** Whether a text (from a URL or a row) is the key of a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/** The settings of a new installation. */
export function defaultSettings(): Settings {
  return Object.fromEntries(Object.entries(SETTINGS).map(([key, definition]) => [key, definition.default])) as Settings;
}

/**
 * The settings in force from stored rows. A row of another release (unknown key, value out of bounds) does not count: the
 * default stands, so that no row keeps a server from starting.
 */
export function parseSettings(rows: readonly { readonly key: string; readonly value: unknown }[]): Settings {
  const stored = rows.flatMap(({ key, value }) => {
    if (!isSettingKey(key)) return [];
    const checked = SETTINGS[key].schema.safeParse(value);
    return checked.success ? [[key, checked.data]] : [];
  });
  const settings: Settings = { ...defaultSettings(), ...Object.fromEntries(stored) };
  return findSettingsConflict(settings) === null ? settings : { ...settings, ...pickCertificate(defaultSettings()) };
}

/** Two settings that contradict each other, or null. */
export function findSettingsConflict(settings: Settings): { readonly en: string; readonly ja: string } | null {
  // RetryInterval above RenewPeriod is refused by Windows (MS-MDE2 2.2.9.2)
  if (settings['certificate.retryIntervalDays'] > settings['certificate.renewPeriodDays']) {
    return {
      en: 'The interval between attempts to renew must not be longer than the renewal period.',
      ja: '更新の再試行の間隔は、更新を開始する日数以下にしてください。',
    };
  }
  // a certificate whose renewal is due on its first day is renewed without end
  if (settings['certificate.renewPeriodDays'] >= settings['certificate.validityDays']) {
    return {
      en: 'The renewal period must be shorter than the validity of a device certificate.',
      ja: '更新を開始する日数は、デバイス証明書の有効期間より短くしてください。',
    };
  }
  return null;
}

function pickCertificate(settings: Settings): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key.startsWith('certificate.')));
}
