import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import type { Text } from '../text.ts';

/** An error that a service names in words, not as a number. */
export interface ServerAnswer {
  readonly id: string;
  readonly meaning: Text;
  readonly finding: string | null;
  readonly source: string;
}

const PRT = 'Microsoft Entra: troubleshoot primary refresh token issues';
const AUTO = 'Intune support: troubleshoot co-management auto-enrolling';
const GATEWAY = 'Configuration Manager support: CMG communication errors';

/** Codes of Entra's token service, of the enrollment service's faults and of the cloud management gateway. */
export const SERVER_ANSWERS: readonly ServerAnswer[] = [
  {
    id: 'AADSTS50034',
    meaning: { ja: 'ユーザーがテナントに存在しません。', en: 'The user does not exist in the tenant.' },
    finding: 'PRT_MISSING_USER_NOT_FOUND',
    source: PRT,
  },
  {
    id: 'AADSTS50076',
    meaning: { ja: '多要素認証が必要です。', en: 'Multifactor authentication is required.' },
    finding: 'MDM_MFA_REQUIRED',
    source: AUTO,
  },
  {
    id: 'AADSTS50126',
    meaning: { ja: 'ユーザー名またはパスワードが正しくありません。', en: 'The user name or password is wrong.' },
    finding: 'PRT_MISSING_CREDENTIAL',
    source: PRT,
  },
  {
    id: 'AADSTS50155',
    meaning: {
      ja: 'デバイスが認証されていません (デバイス オブジェクトの削除、無効化など)。',
      en: 'The device is not authenticated (its object is deleted or disabled, for instance).',
    },
    finding: 'JOIN_DEVICE_DELETED_OR_DISABLED',
    source: PRT,
  },
  {
    id: 'AADSTS70002',
    meaning: { ja: '資格情報を検証できませんでした。', en: 'The credentials could not be validated.' },
    finding: null,
    source: PRT,
  },
  {
    id: 'DeviceNotSupported',
    meaning: { ja: 'サーバーがこのデバイスを受け付けません。', en: 'The server does not accept this device.' },
    finding: 'MDM_RESTRICTION',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'NotSupported',
    meaning: {
      ja: 'サーバーがこの登録方法を受け付けません。',
      en: 'The server does not accept this way of enrolling.',
    },
    finding: 'MDM_RESTRICTION',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'Authorization',
    meaning: {
      ja: 'サーバーがこのユーザーの登録を許可していません。',
      en: 'The server does not allow this user to enroll.',
    },
    finding: 'MDM_RESTRICTION',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'DeviceCapReached',
    meaning: { ja: '登録できる台数の上限に達しています。', en: 'The limit of devices is reached.' },
    finding: 'MDM_DEVICE_LIMIT',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'Authentication',
    meaning: { ja: 'サーバーが認証できませんでした。', en: 'The server could not authenticate.' },
    finding: 'MDM_AUTH_TOKEN',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'UserLicense',
    meaning: { ja: 'ユーザーに有効なライセンスがありません。', en: 'The user has no valid license.' },
    finding: 'MDM_LICENSE',
    source: 'MS-MDE2 2.2.10',
  },
  {
    id: 'DirectoryError',
    meaning: {
      ja: 'Entra ID のディレクトリにデバイス オブジェクトまたは証明書が見つかりません。',
      en: 'Entra ID did not find the device object or its certificate in the directory.',
    },
    finding: 'JOIN_AADCONNECT_SYNC_PENDING',
    source: 'Microsoft Entra: troubleshoot devices with dsregcmd',
  },
  {
    id: 'CMGService_Invalid_Token',
    meaning: {
      ja: 'ゲートウェイがトークンを受け付けませんでした (期限切れ)。',
      en: 'The gateway did not accept the token (too old).',
    },
    finding: 'CMG_TOKEN_EXPIRED',
    source: GATEWAY,
  },
  {
    id: 'CMGConnector_Clientcertificaterequired',
    meaning: {
      ja: 'CMG 接続ポイントがクライアント証明書を提示できませんでした。',
      en: 'The CMG connection point could not show a client certificate.',
    },
    finding: 'CMG_CLIENT_CERT_REQUIRED',
    source: GATEWAY,
  },
  {
    id: 'CMGConnector_Forbidden',
    meaning: {
      ja: '管理ポイントが CMG 接続ポイントからの要求を拒否しました。',
      en: 'The management point refused the request of the CMG connection point.',
    },
    finding: 'CMG_IIS_BINDING',
    source: GATEWAY,
  },
];

const BY_ID = new Map(SERVER_ANSWERS.map((answer) => [answer.id.toLowerCase(), answer]));

/** An answer that stood somewhere in the evidence; `answer` is undefined where nobody told us what it means. */
export interface MetAnswer {
  readonly id: string;
  readonly fact: Fact;
  readonly answer: ServerAnswer | undefined;
}

/** Facts whose value is the id of an answer, or text that begins with it after a namespace. */
const ID_FACTS = ['log.mdm-fault', 'log.http-status.text', 'ds.ServerErrorCode'];

/** Every answer of a server in the facts. AADSTS numbers that we do not know are named too; other unknown words are no codes. */
export function metAnswers(facts: Facts): readonly MetAnswer[] {
  const tokens = facts.all('aadsts').flatMap((fact) => {
    const id = `AADSTS${fact.value}`;
    return typeof fact.value === 'number' ? [{ id, fact, answer: BY_ID.get(id.toLowerCase()) }] : [];
  });
  const words = ID_FACTS.flatMap((name) => facts.all(name)).flatMap((fact) => {
    const id = String(fact.value)
      .replace(/^\w{1,10}:/, '')
      .trim();
    const answer = BY_ID.get(id.toLowerCase());
    return answer === undefined ? [] : [{ id: answer.id, fact, answer }];
  });
  return [...tokens, ...words];
}
