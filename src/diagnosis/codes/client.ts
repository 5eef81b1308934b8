import type { ErrorCode } from './error-code.ts';

function client(code: number, name: string, finding: string | null, ja: string, en: string, source: string): ErrorCode {
  return { code, name, meaning: { ja, en }, findings: finding === null ? {} : { client: finding }, source };
}

/** What the ConfigMgr client and the programs that an old platform ran say. */
export const CLIENT_CODES: readonly ErrorCode[] = [
  client(
    0x87d00231,
    '',
    'POLICY_MP_UNREACHABLE',
    '管理ポイントへの送信に失敗しました (一時的なエラーとして再試行されます)。',
    'Sending to the management point failed (retried as a transient error).',
    'field',
  ),
  client(
    0x87d0027e,
    'CCM_E_BAD_HTTP_STATUS_CODE',
    null,
    'サーバーが HTTP のエラーを返しました。前後の StatusCode を確認してください。',
    'The server answered with an HTTP error. Read the StatusCode beside it.',
    'field',
  ),
  client(
    0x87d00455,
    '',
    'CMG_AUTH_MISCONFIG',
    'クライアントに Entra のトークンも PKI の証明書もありません。',
    'The client has neither an Entra token nor a PKI certificate.',
    'field',
  ),
  client(
    0x87d00692,
    '',
    'POLICY_WSUS_BY_DOMAIN_GPO',
    'グループ ポリシーが更新サーバーの設定と競合しています。',
    'A group policy conflicts with the update server setting.',
    'Configuration Manager support blog (Japan), updates',
  ),
  client(
    0x800703ee,
    'ERROR_FILE_INVALID',
    null,
    'ファイルの内容が無効です (更新のログでは registry.pol の破損)。',
    'The content of the file is invalid (in the update logs: a damaged registry.pol).',
    'Configuration Manager support blog (Japan), updates',
  ),
  {
    code: 0x87d00327,
    name: '',
    meaning: {
      ja: 'スクリプトに署名がないため実行されませんでした。',
      en: 'The script was not run because it is not signed.',
    },
    findings: { client: 'CARRIER_SCRIPT_BLOCKED', carrier: 'CARRIER_SCRIPT_BLOCKED' },
    source: 'field',
  },
];
