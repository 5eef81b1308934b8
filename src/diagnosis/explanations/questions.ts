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
    question: { ja: 'MDM に登録されていますか? どこに?', en: 'Is it enrolled in MDM, and with whom?' },
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
    question: { ja: 'setup.ps1 は実行されましたか?', en: 'Did setup.ps1 start?' },
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
