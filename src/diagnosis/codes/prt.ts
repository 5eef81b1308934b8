import type { ErrorCode } from './error-code.ts';

const PRT = 'Microsoft Entra: troubleshoot primary refresh token issues';

function prt(code: number, name: string, finding: string | null, ja: string, en: string): ErrorCode {
  return { code, name, meaning: { ja, en }, findings: finding === null ? {} : { prt: finding }, source: PRT };
}

/** What stands in `Attempt Status` of dsregcmd when getting a primary refresh token failed. */
export const PRT_CODES: readonly ErrorCode[] = [
  prt(
    0xc000006d,
    'STATUS_LOGON_FAILURE',
    null,
    'サインインに失敗しました (Entra ID または WS-Trust の HTTP 400 を含む)。サーバーのエラー コードを確認してください。',
    'Sign-in failed (also HTTP 400 from Entra ID or WS-Trust). Read the server error code.',
  ),
  prt(
    0xc000006a,
    'STATUS_WRONG_PASSWORD',
    null,
    'サインインに失敗しました。サーバーのエラー コードを確認してください。',
    'Sign-in failed. Read the server error code.',
  ),
  prt(
    0xc000023c,
    'STATUS_NETWORK_UNREACHABLE',
    'PRT_MISSING_NETWORK',
    'ネットワークに到達できません。',
    'The network cannot be reached.',
  ),
  prt(
    0xc00000be,
    'STATUS_BAD_NETWORK_PATH',
    'PRT_MISSING_NETWORK',
    'ネットワーク パスが見つかりません。',
    'The network path was not found.',
  ),
  prt(
    0xc00000c4,
    'STATUS_UNEXPECTED_NETWORK_ERROR',
    'PRT_MISSING_NETWORK',
    'ネットワーク エラーが発生しました。',
    'A network error happened.',
  ),
  prt(
    0xc00000d0,
    'STATUS_REQUEST_NOT_ACCEPTED',
    null,
    '要求が受け付けられませんでした (HTTP 400)。サーバーのエラー コードを確認してください。',
    'The request was not accepted (HTTP 400). Read the server error code.',
  ),
  prt(
    0xc000005f,
    'STATUS_NO_SUCH_LOGON_SESSION',
    'PRT_UPN_NOT_ROUTABLE',
    'ユーザー領域が分かりません (UPN のドメイン)。',
    "The user realm is not known (the UPN's domain).",
  ),
  prt(0xc004844c, '', 'PRT_UPN_NOT_ROUTABLE', 'UPN の形式が正しくありません。', 'The UPN is malformed.'),
  prt(
    0xc0048442,
    '',
    'PRT_MISSING_NETWORK',
    'トークンに SID がありません。途中のプロキシが応答を変更したことがあります。',
    'The token holds no SID. A proxy on the way may have changed the answer.',
  ),
  prt(
    0xc00484c1,
    '',
    'JOIN_FEDERATION_ERROR',
    'WS-Trust の応答を処理できませんでした。',
    'The WS-Trust answer could not be used.',
  ),
  prt(
    0xc004848b,
    '',
    'JOIN_FEDERATION_ERROR',
    'MEX エンドポイントの応答にパスワードの URL がありません。',
    'The MEX answer holds no password endpoint.',
  ),
  prt(
    0xc004848c,
    '',
    'JOIN_FEDERATION_ERROR',
    'MEX エンドポイントの応答に証明書の URL がありません。',
    'The MEX answer holds no certificate endpoint.',
  ),
  prt(
    0xc00cee4f,
    '',
    'JOIN_FEDERATION_ERROR',
    'フェデレーション サーバーの応答の XML を読み取れません。',
    "The XML of the federation server's answer cannot be read.",
  ),
  {
    code: 0x80070520,
    name: 'ERROR_NO_SUCH_LOGON_SESSION',
    meaning: {
      ja: '対象のサインイン セッションがありません。昇格した画面やリモートでは普通の値です。',
      en: 'There is no such sign-in session. Usual in an elevated or remote session.',
    },
    findings: {},
    source: 'field',
  },
  {
    code: 0xd0020017,
    name: '',
    meaning: {
      ja: 'この画面ではユーザーの状態を読み取れません。ネットワーク経由のセッションでは普通の値です。',
      en: "The user's state cannot be read from this session. Usual in a network session.",
    },
    findings: {},
    source: 'field',
  },
];
