import type { Condition } from '../rules/rule.ts';
import type { NeedId } from '../state/needs.ts';
import type { Text } from '../text.ts';

/** A question that administrators ask about one PC, and the answers that evidence can give. */
export interface Question {
  readonly id: string;
  readonly question: Text;
  /** The first that holds is the answer. */
  readonly answers: readonly { readonly when: Condition; readonly value: 'yes' | 'no'; readonly text: Text }[];
  /** The explanation that says how it is in general. */
  readonly explanation: string;
  readonly needs: readonly NeedId[];
}

/** The questions, in the order in which a migration asks them. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'eligible',
    question: { ja: 'この PC は共同管理の対象になりますか?', en: 'Is this PC eligible for co-management?' },
    answers: [
      {
        when: { found: 'POLICY_NOT_APPLICABLE_OS' },
        value: 'no',
        text: { ja: 'いいえ。OS が対象外です。', en: 'No: its operating system can not be co-managed.' },
      },
      {
        when: { judged: 'join', is: ['entra', 'hybrid', 'joined'] },
        value: 'yes',
        text: { ja: 'はい。Microsoft Entra に参加しています。', en: 'Yes: it is joined to Microsoft Entra.' },
      },
      {
        when: { judged: 'join', is: ['registered', 'domain-and-registered'] },
        value: 'no',
        text: { ja: 'いいえ。登録済み (Registered) だけでは不足です。', en: 'No: registered is not enough.' },
      },
      {
        when: { judged: 'join', is: ['domain', 'enterprise', 'none'] },
        value: 'no',
        text: {
          ja: 'まだです。Microsoft Entra に参加していません。',
          en: 'Not yet: it is not joined to Microsoft Entra.',
        },
      },
    ],
    explanation: 'who-is-eligible',
    needs: ['dsregcmd', 'build'],
  },
  {
    id: 'join-missing',
    question: { ja: '参加には何が足りませんか?', en: 'What is missing for the join?' },
    answers: [
      {
        when: { judged: 'join', is: ['entra', 'hybrid', 'joined'] },
        value: 'yes',
        text: { ja: '足りないものはありません。', en: 'Nothing is missing.' },
      },
      {
        when: { any: [{ found: 'JOIN_REGISTERED_ONLY' }, { found: 'JOIN_REGISTERED_PLUS_DOMAIN' }] },
        value: 'no',
        text: { ja: '登録済み (Registered) の状態の解除です。', en: 'The registered state has to be removed.' },
      },
      {
        when: { found: 'JOIN_SCP_MISSING' },
        value: 'no',
        text: { ja: 'サービス接続ポイント (SCP) です。', en: 'The service connection point.' },
      },
      {
        when: { found: 'JOIN_PROXY_NOT_IN_WINHTTP' },
        value: 'no',
        text: {
          ja: 'SYSTEM の通信のプロキシ (WinHTTP) です。ユーザーのプロキシだけが設定されています。',
          en: 'A proxy for SYSTEM (WinHTTP): only the user has one.',
        },
      },
      {
        when: { all: [{ found: 'JOIN_PROXY_OR_NETWORK' }, { found: 'JOIN_WPAD_FAILED' }] },
        value: 'no',
        text: {
          ja: 'SYSTEM の通信です。WPAD はプロキシを見つけていません。',
          en: 'A line for SYSTEM: WPAD found no proxy.',
        },
      },
      {
        when: { found: 'JOIN_PROXY_OR_NETWORK' },
        value: 'no',
        text: { ja: 'SYSTEM の通信 (プロキシ、WPAD、DNS) です。', en: 'A line for SYSTEM (proxy, WPAD, DNS).' },
      },
      {
        when: { found: 'JOIN_AADCONNECT_SYNC_PENDING' },
        value: 'no',
        text: { ja: 'ディレクトリの同期です。', en: 'The sync of the directory.' },
      },
      {
        when: { found: 'JOIN_DC_UNREACHABLE' },
        value: 'no',
        text: { ja: 'ドメイン コントローラーへの接続です。', en: 'A line to a domain controller.' },
      },
      {
        when: { found: 'JOIN_DEVICE_DELETED_OR_DISABLED' },
        value: 'no',
        text: {
          ja: 'クラウド側のデバイス オブジェクトです (削除または無効化されています)。',
          en: 'Its object in the cloud: deleted or disabled.',
        },
      },
      {
        when: { found: 'JOIN_TPM_ERROR' },
        value: 'no',
        text: { ja: '動作する TPM または鍵です。', en: 'A working TPM or key.' },
      },
      {
        when: { found: 'JOIN_FEDERATION_ERROR' },
        value: 'no',
        text: { ja: 'フェデレーション (AD FS) の応答です。', en: 'An answer of the federation (AD FS).' },
      },
      {
        when: { found: 'JOIN_NOT_ALLOWED' },
        value: 'no',
        text: {
          ja: '参加の許可です (テナントの設定または台数の上限)。',
          en: 'The permission to join: settings of the tenant, or the limit of devices.',
        },
      },
      {
        when: { found: 'JOIN_CLOCK_SKEW' },
        value: 'no',
        text: { ja: '正しい時刻です。', en: 'The right time on the PC.' },
      },
      {
        when: { found: 'JOIN_SERVER_ERROR' },
        value: 'no',
        text: {
          ja: '登録サービスの応答です (再試行してください)。',
          en: 'An answer of the registration service (try again).',
        },
      },
      {
        when: { judged: 'join', is: 'enterprise' },
        value: 'no',
        text: {
          ja: 'Microsoft Entra への参加です。オンプレミスの DRS への参加は対象外です。',
          en: 'A join to Microsoft Entra: on-premises DRS does not count.',
        },
      },
      {
        when: { judged: 'join', is: 'domain' },
        value: 'no',
        text: {
          ja: 'ハイブリッド参加の完了です。理由は採取されていません。',
          en: 'The end of the hybrid join; why it waits was not collected.',
        },
      },
      {
        when: { judged: 'join', is: 'none' },
        value: 'no',
        text: {
          ja: 'Microsoft Entra またはドメインへの参加そのものです。',
          en: 'The join itself, to Microsoft Entra or a domain.',
        },
      },
    ],
    explanation: 'hybrid-join-steps',
    needs: ['dsregcmd', 'dsregcmd-diagnostics'],
  },
  {
    id: 'policy',
    question: { ja: '共同管理ポリシーは届いていますか?', en: 'Has it got the co-management policy?' },
    answers: [
      { when: { judged: 'policy', is: true }, value: 'yes', text: { ja: 'はい。', en: 'Yes.' } },
      { when: { judged: 'policy', is: false }, value: 'no', text: { ja: 'いいえ。', en: 'No.' } },
    ],
    explanation: 'how-to-see-the-policy',
    needs: ['baselines', 'client-registry', 'co-management-log'],
  },
  {
    id: 'pilot-policy',
    question: { ja: 'パイロットのポリシーは届いていますか?', en: 'Has it got the pilot policy?' },
    answers: [
      { when: { judged: 'pilotPolicy', is: true }, value: 'yes', text: { ja: 'はい。', en: 'Yes.' } },
      { when: { judged: 'pilotPolicy', is: false }, value: 'no', text: { ja: 'いいえ。', en: 'No.' } },
    ],
    explanation: 'pilot-policy',
    needs: ['baselines', 'co-management-log'],
  },
  {
    id: 'enrolled',
    question: {
      ja: 'MDM に登録されていますか? どこに? されていない場合はなぜですか?',
      en: 'Is it enrolled in MDM, with whom, and if not, why?',
    },
    answers: [
      {
        when: { judged: 'mdm', is: 'intune' },
        value: 'yes',
        text: { ja: 'はい。Microsoft Intune です。', en: 'Yes: Microsoft Intune.' },
      },
      { when: { judged: 'mdm', is: 'baton' }, value: 'yes', text: { ja: 'はい。Baton です。', en: 'Yes: Baton.' } },
      {
        when: { judged: 'foreignMdm' },
        value: 'yes',
        text: { ja: 'はい。他の製品{foreignMdm} です。', en: 'Yes: another product{foreignMdm}.' },
      },
      {
        when: { found: 'COEXIST_THIRD_PARTY_MDM' },
        value: 'yes',
        text: {
          ja: 'はい。Intune 以外の製品です (製品名は採取されていません)。',
          en: 'Yes: a product other than Intune (its name was not collected).',
        },
      },
      {
        when: { judged: 'enrolled', is: true },
        value: 'yes',
        text: { ja: 'はい。どの製品かは採取されていません。', en: 'Yes; with whom was not collected.' },
      },
      {
        when: { any: [{ found: 'ENROLL_UNREACHABLE' }, { found: 'MDM_NETWORK' }] },
        value: 'no',
        text: {
          ja: 'いいえ。ネットワークの問題で、登録先に到達できていません。',
          en: 'No: the network. The MDM was not reached.',
        },
      },
      {
        when: { any: [{ found: 'ENROLL_TLS_UNTRUSTED' }, { found: 'MDM_CERT_TIME' }] },
        value: 'no',
        text: { ja: 'いいえ。証明書または時刻の問題です。', en: 'No: certificate or clock.' },
      },
      {
        when: { found: 'MDM_RESTRICTION' },
        value: 'no',
        text: { ja: 'いいえ。登録の制限によるものです。', en: 'No: an enrollment restriction.' },
      },
      {
        when: { found: 'MDM_DEVICE_LIMIT' },
        value: 'no',
        text: { ja: 'いいえ。デバイスの台数の上限です。', en: 'No: the limit of devices is reached.' },
      },
      {
        when: { found: 'MDM_LICENSE' },
        value: 'no',
        text: { ja: 'いいえ。ライセンスがありません。', en: 'No: no licence.' },
      },
      {
        when: { found: 'MDM_MFA_REQUIRED' },
        value: 'no',
        text: { ja: 'いいえ。多要素認証で止まっています。', en: 'No: it stopped at multifactor authentication.' },
      },
      {
        when: {
          any: [
            { found: 'MDM_SCOPE_OR_UPN' },
            { found: 'MDM_ENROLLMENT_URL_NOT_CONFIGURED' },
            { found: 'MDM_MULTIPLE_MDM_CONFIG' },
          ],
        },
        value: 'no',
        text: {
          ja: 'いいえ。テナントの MDM の構成 (ユーザー スコープ、UPN) によるものです。',
          en: 'No: how MDM is set up in the tenant (user scope, UPN).',
        },
      },
      {
        when: { found: 'MDM_BLOCKED_POLICY' },
        value: 'no',
        text: { ja: 'いいえ。ポリシーで禁止されています。', en: 'No: a policy blocks it.' },
      },
      {
        when: { any: [{ found: 'MDM_ALREADY_ENROLLED' }, { found: 'ENROLL_OTHER_MDM' }] },
        value: 'no',
        text: { ja: 'いいえ。別の登録が残っているためです。', en: 'No: another enrollment holds the PC.' },
      },
      {
        when: { found: 'MDM_OS_TOO_OLD' },
        value: 'no',
        text: { ja: 'いいえ。Windows が古いためです。', en: 'No: its Windows is too old.' },
      },
      {
        when: {
          any: [
            { found: 'MDM_AUTH_TOKEN' },
            { found: 'MDM_IWA_MANAGED_DOMAIN' },
            { found: 'MDM_DEVICE_CREDENTIAL_UNSUPPORTED' },
          ],
        },
        value: 'no',
        text: {
          ja: 'いいえ。トークンが得られない、または拒否されています。',
          en: 'No: a token is missing or was refused.',
        },
      },
      {
        when: {
          any: [{ found: 'MDM_WAPPUSH_SERVICE_MISSING' }, { found: 'MDM_MMPC_FLAG' }, { found: 'MDM_CLIENT_ERROR' }],
        },
        value: 'no',
        text: { ja: 'いいえ。PC 側の問題です。', en: 'No: something on the PC.' },
      },
      {
        when: { any: [{ found: 'MDM_SERVER_ERROR' }, { found: 'MDM_TIMEOUT' }] },
        value: 'no',
        text: {
          ja: 'いいえ。サーバー側のエラー、または時間切れです。',
          en: 'No: an error of the server, or a timeout.',
        },
      },
      {
        when: { fact: 'kit.reason', matches: '^[A-Z]' },
        value: 'no',
        text: { ja: 'いいえ。setup.ps1 のログに理由があります。', en: 'No: the log of setup.ps1 says why.' },
      },
      {
        when: {
          any: [
            { found: 'MDM_ENROLLMENT_SCHEDULED' },
            { found: 'MDM_WAITING_OR_WMI' },
            { found: 'MDM_NEED_USER_SIGNIN' },
          ],
        },
        value: 'no',
        text: {
          ja: 'まだです。登録の時刻またはサインインを待っています。',
          en: 'Not yet: it waits for its time or for a sign-in.',
        },
      },
      {
        when: { found: 'POLICY_AUTOENROLL_OFF' },
        value: 'no',
        text: { ja: 'いいえ。自動登録の対象外です。', en: 'No: automatic enrollment is off for it.' },
      },
      { when: { judged: 'enrolled', is: false }, value: 'no', text: { ja: 'いいえ。', en: 'No.' } },
    ],
    explanation: 'what-a-real-enrollment-is',
    needs: ['enrollments', 'mdm-events'],
  },
  {
    id: 'another-mdm',
    question: { ja: '他の MDM がありますか?', en: 'Is another MDM there?' },
    answers: [
      {
        when: { judged: 'foreignMdm' },
        value: 'yes',
        text: {
          ja: 'はい{foreignMdm}。登録だけでなく、製品ごと削除してください。',
          en: 'Yes{foreignMdm}. Remove the product, not only its registration.',
        },
      },
      {
        when: { found: 'COEXIST_THIRD_PARTY_MDM' },
        value: 'yes',
        text: {
          ja: 'はい (製品名は採取されていません)。',
          en: 'Yes (its name was not collected).',
        },
      },
      { when: { judged: 'mdm', is: ['none', 'intune'] }, value: 'no', text: { ja: 'いいえ。', en: 'No.' } },
    ],
    explanation: 'remove-another-mdm',
    needs: ['enrollments'],
  },
  {
    id: 'setup-started',
    question: {
      ja: 'setup.ps1 は実行されましたか? されていない場合はなぜですか?',
      en: 'Did setup.ps1 start, and if not, why?',
    },
    answers: [
      {
        when: { judged: 'batonTried', is: true },
        value: 'yes',
        text: {
          ja: 'はい。setup.ps1 のログまたは Baton の登録があります。',
          en: 'Yes: its log or an enrollment in Baton is here.',
        },
      },
      {
        when: { found: 'CARRIER_SCRIPT_BLOCKED' },
        value: 'no',
        text: { ja: 'いいえ。スクリプトの実行が制限されています。', en: 'No: scripts are restricted on this PC.' },
      },
      {
        when: { found: 'CARRIER_CONTENT_NO_SOURCE' },
        value: 'no',
        text: { ja: 'いいえ。パッケージの取得元がありません。', en: 'No: the package has no source.' },
      },
      {
        when: { found: 'CONTENT_UNREACHABLE' },
        value: 'no',
        text: {
          ja: '形跡がありません。配布ポイントに接続できていません。',
          en: 'No trace of it: the distribution point is not reached.',
        },
      },
      {
        when: { judged: 'coexistence', is: true },
        value: 'no',
        text: {
          ja: '形跡がありません。ConfigMgr クライアントは共存状態で、パッケージを配布しません。',
          en: 'No trace of it: the ConfigMgr client is in coexistence and delivers no packages.',
        },
      },
      {
        when: { fact: 'log.program-completed', of: 'each-scope', isNot: [0, 3010, null] },
        value: 'no',
        text: {
          ja: '形跡がありません。パッケージのプログラムがエラーで終了しています。',
          en: 'No trace of it: a package program ended with an error.',
        },
      },
      {
        when: { found: 'CARRIER_PROGRAM_RESULT' },
        value: 'no',
        text: {
          ja: '形跡がありません。パッケージのプログラムは実行されています。そのプログラムが setup.ps1 を起動するか、アカウントとパスを確認してください。',
          en: 'No trace of it, although a package program ran: check that it starts setup.ps1, its account and its path.',
        },
      },
      {
        when: {
          any: [
            { found: 'POLICY_MP_UNREACHABLE' },
            { found: 'POLICY_MP_HTTP_ERROR' },
            { found: 'POLICY_CLIENT_NOT_REGISTERED' },
            { found: 'STATE_CM_REMNANT' },
          ],
        },
        value: 'no',
        text: {
          ja: '形跡がありません。ConfigMgr クライアントにポリシーが届かないため、展開も届きません。',
          en: 'No trace of it: the ConfigMgr client gets no policy, so no deployment reaches it.',
        },
      },
      {
        when: { found: 'STATE_EPM_REMNANT' },
        value: 'no',
        text: {
          ja: '形跡がありません。EPM エージェントが動作していません。',
          en: 'No trace of it: the EPM agent does not work.',
        },
      },
    ],
    explanation: 'why-setup-never-started',
    needs: ['kit-log', 'carrier-logs'],
  },
  {
    id: 'gateway',
    question: {
      ja: 'クラウド管理ゲートウェイ (CMG) が必要ですか?',
      en: 'Does it need a cloud management gateway?',
    },
    answers: [
      {
        when: {
          all: [
            { found: 'POLICY_OK' },
            { unless: { found: 'POLICY_MP_UNREACHABLE' } },
            { unless: { fact: 'log.http-error', scopeMatches: 'CCM_Proxy', of: 'any' } },
          ],
        },
        value: 'no',
        text: {
          ja: 'いいえ。ポリシーは届いています。',
          en: 'No: policy arrives without one.',
        },
      },
      {
        when: {
          any: [
            { found: 'CMG_CLIENT_CERT_REQUIRED' },
            { found: 'CMG_IIS_BINDING' },
            { found: 'CMG_TLS_TRUST' },
            { found: 'CMG_TOKEN_EXPIRED' },
            { found: 'CMG_AUTH_MISCONFIG' },
            { fact: 'log.http-error', scopeMatches: 'CCM_Proxy', of: 'any' },
          ],
        },
        value: 'yes',
        text: { ja: 'はい。クライアントはゲートウェイを使っています。', en: 'Yes: its client uses one.' },
      },
      {
        when: { found: 'POLICY_MP_UNREACHABLE' },
        value: 'no',
        text: {
          ja: '共同管理には不要です。管理ポイントに到達できていないため、社外で使う PC であれば CMG または VPN が必要です。',
          en: 'Not for co-management. But no management point is reached: a PC outside of the internal network needs one, or a VPN.',
        },
      },
    ],
    explanation: 'gateway-is-optional',
    needs: ['client-logs'],
  },
  {
    id: 'autopilot',
    question: {
      ja: 'Autopilot、またはインターネットだけの PC では何が必要ですか?',
      en: 'Autopilot or internet-only: what is needed?',
    },
    answers: [
      {
        when: { fact: 'cm.AutopilotInstallationState', is: 4 },
        value: 'no',
        text: {
          ja: 'Autopilot 中のクライアントのインストールが失敗しています (InstallationState 4)。',
          en: 'The install of the client during Autopilot failed (InstallationState 4).',
        },
      },
      {
        when: { fact: 'cm.AutopilotInstallationState', is: [2, 3] },
        value: 'yes',
        text: {
          ja: 'Autopilot 中のクライアントのインストールは済んでいます。',
          en: 'The install of the client during Autopilot is done.',
        },
      },
    ],
    explanation: 'autopilot-into-co-management',
    needs: ['client-registry'],
  },
  {
    id: 'unreachable',
    question: { ja: '到達できない宛先がありますか?', en: 'Which addresses can it not reach?' },
    answers: [
      {
        when: { judged: 'unreachable', atLeast: 1 },
        value: 'yes',
        text: { ja: 'はい。根拠に示した宛先です。', en: 'Yes: those in the evidence.' },
      },
      { when: { judged: 'unreachable', is: 0 }, value: 'no', text: { ja: 'いいえ。', en: 'None.' } },
    ],
    explanation: 'addresses',
    needs: ['reachability'],
  },
  {
    id: 'false-label',
    question: { ja: 'コンソールの表示は実態と合っていますか?', en: 'Which label about it is false?' },
    answers: [
      {
        when: { found: 'STATE_FALSE_CO_MANAGED' },
        value: 'yes',
        text: {
          ja: 'Intune の [管理者] 列の「共同管理」が実態と異なります。',
          en: '"Co-managed" in the Managed by column of Intune.',
        },
      },
      {
        when: { found: 'STATE_TENANT_ATTACH_ONLY' },
        value: 'yes',
        text: {
          ja: 'Intune の [管理者] 列の「ConfigMgr」は、アップロードされただけという意味です。',
          en: '"ConfigMgr" in the Managed by column of Intune means uploaded only.',
        },
      },
      {
        when: { any: [{ found: 'LABEL_CONFIGMGR_WRONG' }, { found: 'LABEL_INTUNE_WRONG' }] },
        value: 'yes',
        text: { ja: 'Intune の [管理者] 列が実態と異なります。', en: 'The Managed by column of Intune.' },
      },
      {
        when: { found: 'LABEL_INTUNE_HIDES_CO_MANAGEMENT' },
        value: 'yes',
        text: {
          ja: 'Intune の [管理者] 列の「Intune」からは、共同管理であることが分かりません。',
          en: '"Intune" in the Managed by column hides that it is co-managed.',
        },
      },
      {
        when: {
          any: [{ found: 'LABEL_SITE_CO_MANAGED' }, { found: 'LABEL_POLICY_ONLY' }, { found: 'LABEL_CLIENT_GONE' }],
        },
        value: 'yes',
        text: { ja: 'ConfigMgr のサイトの表示が実態と異なります。', en: 'What the site of ConfigMgr shows.' },
      },
      {
        when: { all: [{ fact: 'srv.ManagedBy' }, { unless: { state: ['STATE_UNKNOWN'] } }] },
        value: 'no',
        text: { ja: '表示は実態と合っています。', en: 'None: the labels fit.' },
      },
    ],
    explanation: 'false-co-managed',
    needs: ['device-list'],
  },
  {
    id: 'enroll-in-baton-now',
    question: {
      ja: 'いま Baton に登録すると何が変わりますか?',
      en: 'What would change if it enrolled in Baton now?',
    },
    answers: [
      {
        when: { judged: 'mdm', is: 'baton' },
        value: 'yes',
        text: { ja: '既に Baton に登録されています。', en: 'It is enrolled in Baton already.' },
      },
      {
        when: { judged: 'mdm', is: ['intune', 'third'] },
        value: 'no',
        text: {
          ja: '登録できません。先に今の MDM の登録を外す必要があります。',
          en: 'It can not: the present MDM enrollment has to go first.',
        },
      },
      {
        when: {
          all: [
            { judged: 'client', is: 'works' },
            { judged: 'mdm', is: 'none' },
          ],
        },
        value: 'yes',
        text: {
          ja: 'ConfigMgr クライアントが共存状態になり、アプリケーション、パッケージ、更新などが止まります。',
          en: 'The ConfigMgr client goes into coexistence: applications, packages, updates and more stop.',
        },
      },
      {
        when: {
          all: [
            { judged: 'epm', is: 'works' },
            { judged: 'mdm', is: 'none' },
            { judged: 'client', is: 'no' },
          ],
        },
        value: 'yes',
        text: {
          ja: 'EPM の機能は止まりません。EPM と Baton の両方が管理します。',
          en: 'Nothing of EPM stops: EPM and Baton both manage the PC.',
        },
      },
    ],
    explanation: 'what-baton-would-change',
    needs: ['enrollments', 'client-service', 'epm-agent'],
  },
];
