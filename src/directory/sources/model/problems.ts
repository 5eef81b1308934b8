/** A sentence in both languages. */
export interface Text {
  readonly ja: string;
  readonly en: string;
}

/** Why a source could not be read, or a line of a run's log. */
export type ProblemId = keyof typeof TEXTS;

/** A problem with what it is about. */
export interface SourceProblem {
  readonly id: ProblemId;
  readonly params: Readonly<Record<string, string>>;
}

const TEXTS = {
  HOST_UNKNOWN: {
    ja: 'サーバー {server} の名前を解決できません。DNS とサーバー名を確認してください。',
    en: 'The name of server {server} does not resolve. Check DNS and the name.',
  },
  UNREACHABLE: {
    ja: 'サーバー {server} に接続できません ({detail})。ポートとファイアウォールを確認してください。',
    en: 'Server {server} cannot be reached ({detail}). Check the port and firewalls.',
  },
  TIMED_OUT: {
    ja: 'サーバー {server} が時間内に応答しません。',
    en: 'Server {server} does not answer in time.',
  },
  CERTIFICATE_NAME: {
    ja: 'サーバー {server} の証明書は別の名前のものです ({detail})。証明書にある名前でサーバーを指定してください。',
    en: "Server {server}'s certificate is for another name ({detail}). Name the server as its certificate does.",
  },
  CERTIFICATE_UNTRUSTED: {
    ja: 'サーバー {server} の証明書を信頼できません ({detail})。発行した認証機関の証明書 (PEM) を [信頼する証明機関] に貼り付けてください。',
    en: "Server {server}'s certificate is not trusted ({detail}). Paste the certificate (PEM) of the authority that issued it into [Trusted authorities].",
  },
  CERTIFICATE_EXPIRED: {
    ja: 'サーバー {server} の証明書は有効期間外です。',
    en: "Server {server}'s certificate is outside its period of validity.",
  },
  TLS_FAILED: {
    ja: 'サーバー {server} と暗号化した接続を開始できません ({detail})。',
    en: 'No encrypted connection to server {server} could be made ({detail}).',
  },
  STARTTLS_REFUSED: {
    ja: 'サーバー {server} は StartTLS に対応していません。パスワードは送信していません。',
    en: 'Server {server} does not offer StartTLS. The password was not sent.',
  },
  CREDENTIALS_REFUSED: {
    ja: 'サーバー {server} がユーザー名またはパスワードを拒否しました。',
    en: 'Server {server} refused the user name or password.',
  },
  SECRET_MISSING: {
    ja: 'パスワードまたはシークレットが登録されていません。',
    en: 'There is no password or secret.',
  },
  BASE_UNKNOWN: {
    ja: '検索ベース {base} がありません。',
    en: 'The search base {base} does not exist.',
  },
  FILTER_NOT_VALID: {
    ja: 'フィルターの形式が正しくありません: {detail}',
    en: 'The filter is malformed: {detail}',
  },
  NOT_PERMITTED: {
    ja: '{what} を読み取る権限がありません ({detail})。',
    en: 'There is no permission to read {what} ({detail}).',
  },
  GROUP_UNKNOWN: {
    ja: 'グループ {id} がありません。設定の [グループ] を確認してください。',
    en: 'There is no group {id}. Check [Groups] in the settings.',
  },
  SIZE_LIMIT: {
    ja: 'サーバー {server} が検索の上限で打ち切りました。ページ単位の読み取りを許可してください。',
    en: 'Server {server} cut the search off at its limit. Allow it paged reading.',
  },
  PAGING_NEVER_ENDS: {
    ja: 'サーバー {server} のページ送りが終わりません (新しい項目のないページが {pages} 回続きました)。',
    en: 'The paging of server {server} never ends ({pages} pages in a row brought nothing new).',
  },
  TOO_MANY: {
    ja: '項目が多すぎます (上限 {limit})。検索ベースまたはフィルターで絞り込んでください。',
    en: 'There are too many entries (limit {limit}). Narrow the base or the filter.',
  },
  CONNECTION_LOST: {
    ja: '読み取り中に {server} との接続が切れました。',
    en: 'The connection to {server} was lost while reading.',
  },
  ANSWER_NOT_VALID: {
    ja: '{server} の応答を解釈できません ({detail})。',
    en: 'The answer of {server} cannot be understood ({detail}).',
  },
  THROTTLED: {
    ja: '{server} が要求を制限しています。{seconds} 秒後に続きから再開します。',
    en: '{server} throttles requests. It goes on from there in {seconds} seconds.',
  },
  SERVER_ERROR: {
    ja: '{server} がエラーを返しました ({detail})。',
    en: '{server} answered with an error ({detail}).',
  },
  MEMORY: {
    ja: '同期に使用できるメモリ ({megabytes} MB) が不足しました。検索ベースまたはフィルターで絞り込んでください。',
    en: 'The memory of a sync ({megabytes} MB) was not enough. Narrow the base or the filter.',
  },
  INTERNAL: {
    ja: '内部エラーです。サーバーのログを確認してください。',
    en: 'An internal error. See the server log.',
  },
  // lines of a log
  READ_FULL: { ja: 'すべてを読み取ります: {why}', en: 'Everything is read: {why}' },
  READ_CHANGES: { ja: '前回からの変更を読み取ります。', en: 'Changes since the last time are read.' },
  READ_GROUP: {
    ja: 'グループ「{name}」のユーザーを読み取ります (入れ子のグループを含む)。',
    en: 'The people of group "{name}" are read, those of nested groups too.',
  },
  READ_DOMAIN: { ja: '{base}: {server} から読み取ります。', en: '{base}: read from {server}.' },
  USN_UNKNOWN: {
    ja: '{base}: 前回とは別のドメイン コントローラーか、復元されたもの、または invocationId を読み取れないもの ({server}) のため、変更だけを読み取ることができません。',
    en: '{base}: changes cannot be told: another domain controller, one that was restored, or one whose invocationId may not be read ({server}).',
  },
  SERVER_SKIPPED: {
    ja: 'サーバー {server} を飛ばしました: {detail}',
    en: 'Server {server} was passed over: {detail}',
  },
  REFERRAL_FOLLOWED: { ja: '参照先 {url} を読み取りました。', en: 'Reference {url} was followed.' },
  REFERRAL_SKIPPED: {
    ja: '参照先 {url} は読み取りません (設定にないサーバー、または参照をたどらない設定)。',
    en: 'Reference {url} was not followed (a server that the settings do not name, or references are not followed).',
  },
  UPN_MISSING: { ja: '{name}: UPN がないため対象外です。', en: '{name}: left out, there is no UPN.' },
  UPN_NOT_VALID: {
    ja: '{name}: UPN「{upn}」の形式が正しくないため対象外です。',
    en: '{name}: left out, the UPN "{upn}" is malformed.',
  },
  ID_MISSING: { ja: '{name}: ID がないため対象外です。', en: '{name}: left out, there is no id.' },
  UPN_TWICE: {
    ja: 'UPN {upn} は、このソースの別のユーザーが使用しています。',
    en: 'UPN {upn} belongs to another person of this source.',
  },
  UPN_TAKEN: {
    ja: 'UPN {upn} は別のユーザーが使用しているため、{kept} のままです。',
    en: 'UPN {upn} belongs to somebody else; {kept} stays.',
  },
  PLANNED: {
    ja: '追加 {added}、変更 {changed}、無効化 {disabled}、消失 {missing}、対象外 {skipped}',
    en: 'Added {added}, changed {changed}, disabled {disabled}, gone {missing}, left out {skipped}',
  },
  USERS_LEAVE: {
    ja: 'ユーザー {before} 人のうち {leaving} 人が登録できなくなるため、確認を待ちます。',
    en: '{leaving} of {before} people would be shut out: it waits for a confirmation.',
  },
  MEMBERS_LEAVE: {
    ja: 'グループの所属 {before} 件のうち {leaving} 件がなくなるため、確認を待ちます。',
    en: '{leaving} of {before} memberships would go: it waits for a confirmation.',
  },
  CONFIRMED: { ja: '{by} が確認しました。', en: 'Confirmed by {by}.' },
  MEMBERSHIPS: {
    ja: 'グループの所属: 追加 {added}、削除 {removed}',
    en: 'Memberships: {added} added, {removed} removed',
  },
  DONE: { ja: '完了しました。', en: 'Done.' },
  STOPPED: { ja: '{by} が中止しました。', en: 'Stopped by {by}.' },
} satisfies Record<string, Text>;

/** The sentence of a problem or a log line in both languages. */
export function problemText(problem: { readonly id: string; readonly params: Readonly<Record<string, string>> }): Text {
  const text: Text = (TEXTS as Readonly<Record<string, Text>>)[problem.id] ?? TEXTS.INTERNAL;
  const fill = (sentence: string) => sentence.replace(/\{(\w+)\}/g, (_all, key: string) => problem.params[key] ?? '');
  return { ja: fill(text.ja), en: fill(text.en) };
}

/** A source that cannot be read, for a reason that an administrator can act on. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problem: SourceProblem;

  constructor(id: ProblemId, params: Readonly<Record<string, string>> = {}) {
    super(problemText({ id, params }).en);
    this.problem = { id, params };
  }
}

/** A source that asks to be left alone for a while; what was read so far is kept. */
export class Postpone extends Error {
  override readonly name = 'Postpone';
  readonly seconds: number;
  readonly server: string;

  constructor(seconds: number, server: string) {
    super(`postponed for ${seconds} s`);
    this.seconds = seconds;
    this.server = server;
  }
}
