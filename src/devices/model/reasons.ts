import { momentText } from './time-text.ts';

/** A sentence in both languages; `{name}` is replaced by a parameter. */
export interface Text {
  readonly ja: string;
  readonly en: string;
}

interface ReasonEntry extends Text {
  /** What Windows shows when the reason goes out as a SOAP fault (MS-MDE2 2.2.10); absent where Windows is never asked. */
  readonly hresult?: string;
  /** `refused`: for good, the PC deletes its copies; `later`: it keeps them and tries again. */
  readonly answer: 'refused' | 'later';
}

/**
 * Why a PC is not where it should be: one sentence and the next step. The same words stand in attempts, on a package's
 * and a PC's page, in the kit's answers and, where one goes out, in the SOAP fault.
 */
export const REASONS = {
  PIN_INVALID: {
    hresult: '0x80180002',
    answer: 'refused',
    ja: 'PIN が一致しません。古い配布パッケージのファイルが PC に残っていないか確認してください。',
    en: 'The PIN does not match. Check that no older package is left on the PC.',
  },
  PIN_EXPIRED: {
    hresult: '0x80180003',
    answer: 'later',
    ja: 'PIN の有効期限が {time} に切れました。[期限を延長] で、配り直さずに再開できます。',
    en: 'The PIN expired at {time}. [Extend] lets it continue without distributing again.',
  },
  PIN_REVOKED: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: 'PIN は {time} に失効しました ({by})。新しい配布パッケージを使用してください。',
    en: 'The PIN was revoked at {time} ({by}). Use a new package.',
  },
  CLAIM_EXPIRED: {
    hresult: '0x80180003',
    answer: 'later',
    ja: '申請の有効期限が {time} に切れました。{limit} までにスクリプトが再度実行されると更新されます。それ以降は配布パッケージを配り直してください。',
    en: 'The claim expired at {time}. It is renewed when the script runs again by {limit}; after that, distribute the package again.',
  },
  CLAIM_REPLACED: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '同じ PC の新しい申請 ({time}) に置き換えられました。新しい申請の状態を確認してください。',
    en: 'A newer claim of the same PC ({time}) replaced this one. Check the state of the newer claim.',
  },
  CLAIM_REVOKED: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '申請は {time} に失効しました ({by})。登録する場合は、新しい配布パッケージを使用してください。',
    en: 'The claim was revoked at {time} ({by}). To enroll this PC, use a new package.',
  },
  CLAIM_NONE: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: 'この PC の有効な申請がありません。共有プロビジョニング パッケージだけでは登録できません。setup.ps1 が実行されたか確認してください。',
    en: 'This PC has no valid claim. The shared provisioning package alone cannot enroll it. Check that setup.ps1 ran.',
  },
  SECRET_USED: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '登録シークレットは初回セッションで無効になりました。再登録する場合は、配布パッケージを配り直してください。',
    en: 'The enrollment secret ended with the first session. To enroll again, distribute the package again.',
  },
  ENTRA_TOKEN: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: 'Entra のトークンが提示されました。このサーバーでは配布パッケージで登録してください。',
    en: 'An Entra token was offered. This server enrolls by package; use one.',
  },
  USER_PC_LIMIT: {
    hresult: '0x80180013',
    answer: 'refused',
    ja: 'ユーザー {upn} は登録できる台数の上限 ({limit} 台) に達しています。古い PC の登録を解除するか、上限を変更してください。',
    en: 'User {upn} has reached the limit of {limit} PCs. Un-enroll an old PC or change the limit.',
  },
  NOT_ON_ROSTER: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: 'この PC またはユーザーは登録対象一覧にありません ({field})。配布パッケージの対象を確認してください。',
    en: "This PC or user is not on the roster ({field}). Check the package's target.",
  },
  NOT_LISTED: {
    answer: 'refused',
    ja: 'この PC は取り込んだ一覧と一致しません ({field})。一覧を更新するか、配布パッケージの [PC の確認] を変更してください。',
    en: 'This PC does not match the imported list ({field}). Update the list, or change [How well known] of the package.',
  },
  ROW_TAKEN: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '「{name}」を名乗る PC が 2 台あります。どちらが正しいか確認してください。',
    en: 'Two PCs say they are "{name}". Find out which is the right one.',
  },
  NETWORK_NOT_ALLOWED: {
    hresult: '0x80180003',
    answer: 'later',
    ja: '許可されていないネットワーク ({address}) からの申請です。',
    en: 'The claim came from a network that is not allowed ({address}).',
  },
  PACKAGE_PAUSED: {
    answer: 'later',
    ja: '配布パッケージが確認待ちで停止しています。続行後、スクリプトが再度実行されると登録されます。',
    en: 'The package is paused for a check. PCs enroll when the script runs again after you continue.',
  },
  PLATFORM_MISMATCH: {
    answer: 'refused',
    ja: '旧管理基盤が配布パッケージの対象と異なります ({value})。',
    en: 'The old platform found is not the one this package was made for ({value}).',
  },
  USER_NOT_ALLOWED: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: 'ユーザー {upn} は無効、または対象外です。[ユーザー] で状態を確認してください。',
    en: 'User {upn} is disabled or not in scope. Check the state under [Users].',
  },
  PIN_ENROLLMENT_OFF: {
    hresult: '0x80180015',
    answer: 'later',
    ja: 'PIN に基づく登録がオフです。[設定] でオンにしてください。',
    en: 'PIN-based enrollment is off. Turn it on under [Settings].',
  },
  OTHER_MDM: {
    hresult: '0x8018000A',
    answer: 'refused',
    ja: '別の MDM ({name}) に登録されています。Baton は変更しません。先にその製品を削除してください。',
    en: 'Enrolled in another MDM ({name}). Baton leaves it alone. Remove that product first.',
  },
  CLAIM_OTHER_PC: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '申請した PC と一致しません (コンピューター名、MAC アドレス)。複製イメージでないか確認してください。',
    en: 'Does not match the PC that made the claim (name, MAC). Check for a cloned image.',
  },
  MAC_MISSING: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '照合に使用できる MAC アドレスがないため、共有プロビジョニング パッケージでは登録できません。PC 上の ICD.exe による登録を使用してください。',
    en: 'No usable MAC address, so the shared provisioning package cannot enroll this PC. Enroll it with ICD.exe on the PC.',
  },
  CLAIM_AMBIGUOUS: {
    hresult: '0x80180003',
    answer: 'refused',
    ja: '条件に合う申請が 2 件あるため拒否しました。コンピューター名の重複を解消してください。',
    en: 'Refused: two claims fit. Remove the duplicate computer name.',
  },
  PROBATION_MISMATCH: {
    answer: 'refused',
    ja: 'インベントリが申請と一致しません ({field})。別の PC でないか確認し、違う場合は登録を解除してください。',
    en: 'The inventory does not match the claim ({field}). Check which PC it is; un-enroll if it is another.',
  },
  TLS_UNTRUSTED: {
    hresult: '0x80180012',
    answer: 'later',
    ja: 'PC がサーバー証明書を信頼していません。ルート証明書とプロキシの TLS 検査を確認してください。',
    en: 'The PC does not trust the server certificate. Check the root and TLS inspection by a proxy.',
  },
  UNREACHABLE: {
    hresult: '0x80180010',
    answer: 'later',
    ja: 'SYSTEM から {host} に接続できません。DNS、ファイアウォール、WinHTTP プロキシを確認してください。',
    en: 'SYSTEM cannot reach {host}. Check DNS, firewall and the WinHTTP proxy.',
  },
  WAIT_SIGN_IN: {
    answer: 'later',
    ja: 'サインイン中のユーザーがいないため待機しています。サインイン後にスクリプトが再度実行されると登録されます。',
    en: 'Waiting: nobody is signed in. It enrolls when the script runs again after a sign-in.',
  },
  SIGNED_SCRIPTS_ONLY: {
    answer: 'later',
    ja: 'この PC では署名済みのスクリプトだけが許可されています。スクリプトに署名するか、ポリシーで許可してください。',
    en: 'This PC allows only signed scripts. Sign the scripts, or allow them by policy.',
  },
  CONSTRAINED_LANGUAGE: {
    answer: 'later',
    ja: 'PowerShell が制限付き言語モードのため実行できません。AppLocker または App Control のポリシーで許可してください。',
    en: 'PowerShell runs in Constrained Language Mode. Allow the scripts in the AppLocker or App Control policy.',
  },
  AUTOENROLL_SET: {
    answer: 'later',
    ja: 'グループ ポリシーで Intune への自動登録が設定されています (AutoEnrollMDM)。この PC をポリシーの対象から外してください。',
    en: 'Group policy sets automatic enrollment in Intune (AutoEnrollMDM). Take this PC out of that policy.',
  },
  WAPPUSH_DISABLED: {
    answer: 'later',
    ja: 'サービス dmwappushservice が無効です。有効にしてから、スクリプトを再度実行してください。',
    en: 'The service dmwappushservice is disabled. Enable it, then run the script again.',
  },
  OS_NOT_SUPPORTED: {
    hresult: '0x80180014',
    answer: 'refused',
    ja: 'この Windows のエディションまたはバージョンは対象外です ({value})。',
    en: 'This Windows edition or version is not supported ({value}).',
  },
  SERVER_ERROR: {
    hresult: '0x80180005',
    answer: 'later',
    ja: 'サーバーで処理できませんでした。PC は自動で再試行します。要求 ID {id} でログを確認してください。',
    en: 'The server could not process it. The PC retries. See the log for request ID {id}.',
  },
  MAINTENANCE: {
    hresult: '0x80180017',
    answer: 'later',
    ja: 'サーバーはメンテナンス中です。PC は自動で再試行します。',
    en: 'The server is in maintenance. The PC retries.',
  },
  CSR_REFUSED: {
    hresult: '0x80180004',
    answer: 'refused',
    ja: '証明書の要求を受け付けられません ({field})。PC の TPM と暗号プロバイダーを確認してください。',
    en: 'The certificate request was refused ({field}). Check the TPM and the crypto provider of the PC.',
  },
  MESSAGE_FORMAT: {
    hresult: '0x80180001',
    answer: 'refused',
    ja: '要求を読み取れません ({field})。途中のプロキシが内容を変更していないか確認してください。',
    en: 'The request could not be read ({field}). Check that no proxy on the way changes it.',
  },
  INVALID_SECURITY: {
    hresult: '0x80180007',
    answer: 'refused',
    ja: '要求に資格情報がないか、読み取れません。配布パッケージで登録してください。',
    en: 'The request holds no credential, or none that can be read. Enroll with a package.',
  },
  NOT_ELIGIBLE_TO_RENEW: {
    hresult: '0x80180016',
    answer: 'refused',
    ja: '証明書を更新できません。登録し直す場合は、配布パッケージを配り直してください。',
    en: 'The certificate cannot be renewed. To enroll again, distribute the package again.',
  },
  CERTIFICATE_REFUSED: {
    answer: 'refused',
    ja: 'クライアント証明書が有効ではありません ({field})。PC の登録状態を確認してください。',
    en: 'The client certificate is not valid ({field}). Check the enrollment of the PC.',
  },
} as const satisfies Record<string, ReasonEntry>;

/** Id of the catalogue. */
export type ReasonId = keyof typeof REASONS;
export type ReasonParams = Readonly<Record<string, string>>;

/** Whether a text (from a PC or a URL) is an id of the catalogue. */
export function isReasonId(id: string): id is ReasonId {
  return Object.hasOwn(REASONS, id);
}

/** Fills `{name}` in both languages; times (ISO 8601) are written in the zone of the reader's language: JST for ja, UTC for en. */
export function reasonText(id: ReasonId, params: ReasonParams = {}): Text {
  const entry: Text = REASONS[id];
  return { ja: fill(entry.ja, params, 'ja'), en: fill(entry.en, params, 'en') };
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function fill(sentence: string, params: ReasonParams, language: 'ja' | 'en'): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) return language === 'ja' ? '不明' : 'unknown';
    return ISO_TIME.test(value) ? momentText(new Date(value), language) : value;
  });
}
