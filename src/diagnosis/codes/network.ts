import type { ErrorCode } from './error-code.ts';

const WINHTTP = 'WinHTTP error messages';

/** WinHTTP's errors: as HRESULT in join, sign-in and enrollment, as a plain number in the ConfigMgr client's logs. */
function winHttp(number: number, name: string, ja: string, en: string, client: string | null): readonly ErrorCode[] {
  const meaning = { ja, en };
  return [
    {
      code: (0x80070000 | number) >>> 0,
      name,
      meaning,
      findings: {
        join: 'JOIN_PROXY_OR_NETWORK',
        prt: 'PRT_MISSING_NETWORK',
        mdm: 'MDM_NETWORK',
        ...(client === null ? {} : { client }),
      },
      source: WINHTTP,
    },
    {
      code: number,
      name,
      meaning,
      findings: { prt: 'PRT_MISSING_NETWORK', ...(client === null ? {} : { client }) },
      source: WINHTTP,
    },
  ];
}

/** Errors of the network below HTTP. */
export const NETWORK_CODES: readonly ErrorCode[] = [
  ...winHttp(
    12002,
    'ERROR_WINHTTP_TIMEOUT',
    '通信がタイムアウトしました。',
    'The connection timed out.',
    'POLICY_MP_UNREACHABLE',
  ),
  ...winHttp(
    12007,
    'ERROR_WINHTTP_NAME_NOT_RESOLVED',
    'サーバー名を解決できませんでした。',
    'The server name could not be resolved.',
    'POLICY_MP_UNREACHABLE',
  ),
  ...winHttp(
    12029,
    'ERROR_WINHTTP_CANNOT_CONNECT',
    'サーバーに接続できません。',
    'The server cannot be connected to.',
    'POLICY_MP_UNREACHABLE',
  ),
  ...winHttp(
    12030,
    'ERROR_WINHTTP_CONNECTION_ERROR',
    'サーバーとの接続が切断されました。',
    'The connection to the server was aborted.',
    'POLICY_MP_UNREACHABLE',
  ),
  ...winHttp(
    12175,
    'ERROR_WINHTTP_SECURE_FAILURE',
    'TLS 通信に失敗しました (証明書、失効確認、名前、時刻のいずれか)。',
    'TLS failed (the certificate, its revocation, its name or the clock).',
    'CMG_TLS_TRUST',
  ),
  {
    code: 0x80072f94,
    name: 'ERROR_WINHTTP_AUTODETECTION_FAILED',
    meaning: {
      ja: 'WPAD によるプロキシの自動検出に失敗しました。直接接続できる場合は問題ありません。',
      en: 'Proxy detection by WPAD failed. Harmless where a direct connection works.',
    },
    findings: { join: 'JOIN_WPAD_FAILED' },
    source: WINHTTP,
  },
];
