/** What a CSV lists: people, or PCs of the old platform. */
export type ImportKind = 'users' | 'pcs';

/** Fields of a person that a column may be read as; `enabled` and `disabled` say the same the other way round. */
export const USER_FIELDS = [
  'upn',
  'displayName',
  'reading',
  'department',
  'email',
  'groups',
  'disabled',
  'enabled',
] as const;
/** Fields of a PC that a column may be read as. */
export const PC_FIELDS = ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'] as const;

export type UserField = (typeof USER_FIELDS)[number];
export type PcField = (typeof PC_FIELDS)[number];
export type ImportField = UserField | PcField;

/** The fields of a kind of list. */
export const FIELDS: Readonly<Record<ImportKind, readonly ImportField[]>> = { users: USER_FIELDS, pcs: PC_FIELDS };
/** The field without which a row says nothing. */
export const NEEDED: Readonly<Record<ImportKind, ImportField>> = { users: 'upn', pcs: 'name' };
/** Fields as a person reads them, in reasons. */
export const FIELD_LABELS: Readonly<Record<ImportField, { readonly ja: string; readonly en: string }>> = {
  upn: { ja: 'UPN', en: 'UPN' },
  displayName: { ja: '氏名', en: 'Name' },
  reading: { ja: '読み', en: 'Reading' },
  department: { ja: '部署', en: 'Department' },
  email: { ja: 'メール', en: 'Email' },
  groups: { ja: 'グループ', en: 'Groups' },
  disabled: { ja: '無効', en: 'Disabled' },
  enabled: { ja: '有効', en: 'Enabled' },
  name: { ja: 'コンピューター名', en: 'Computer name' },
  domain: { ja: 'ドメイン', en: 'Domain' },
  serial: { ja: 'シリアル番号', en: 'Serial number' },
  uuid: { ja: 'UUID', en: 'UUID' },
  configmgrId: { ja: 'ConfigMgr クライアント ID', en: 'ConfigMgr client ID' },
  epmId: { ja: 'EPM デバイス ID', en: 'EPM device ID' },
};

/** Heads by which old platforms, directories and people name a field, folded as `foldHead` folds them. */
const HEADS: Readonly<Record<ImportKind, Readonly<Partial<Record<ImportField, string>>>>> = {
  users: {
    upn: 'upn userprincipalname ユーザープリンシパル名 ユーザプリンシパル名 ユーザー名upn ユーザー名 ユーザ名 username サインイン名 signinname ログオン名 ログイン名 ログインid logonname アカウント アカウント名 account 社員id',
    displayName: 'displayname 表示名 氏名 名前 社員名 社員氏名 漢字氏名 fullname name cn ユーザー氏名 利用者名',
    reading:
      'reading kana フリガナ ふりがな 読み 読み仮名 よみ ヨミ よみがな カナ カナ氏名 氏名カナ 氏名フリガナ phoneticdisplayname msdsphoneticdisplayname',
    department: 'department dept 部署 部署名 所属 所属部署 部門 部門名 課 division',
    email: 'mail email emailaddress メール メールアドレス eメール primarysmtpaddress smtpaddress',
    groups: 'group groups グループ グループ名 所属グループ memberof membership',
    disabled: 'disabled accountdisabled 無効 無効化 停止',
    enabled: 'enabled accountenabled 有効 有効フラグ active',
  },
  pcs: {
    name: 'computername コンピューター名 コンピュータ名 コンピューター コンピュータ pc名 pc pcname 名前 name name0 デバイス名 devicename device 端末名 ホスト名 hostname host netbiosname netbiosname0 netbios名 machinename マシン名 機器名',
    domain:
      'domain ドメイン ドメイン名 domainname domain0 fulldomainname fulldomainname0 resourcedomainorworkgroup resourcedomainorworkgr0 adドメイン',
    serial:
      'serial serialnumber serialnumber0 serialno serialno. シリアル シリアル番号 シリアルナンバー シリアルno シリアルno. 製造番号 biosserialnumber biosシリアル番号 servicetag サービスタグ',
    uuid: 'uuid uuid0 smbiosuuid smbiosguid smbiosguid0 biosuuid biosguid systemuuid bios.guid',
    configmgrId:
      'configmgrclientid configmgrクライアントid configmgrid smsuniqueidentifier smsuniqueidentifier0 smsid smsguid sccmid sccmguid sccmクライアントid mecmクライアントid clientid クライアントid',
    epmId:
      'epmdeviceid epmデバイスid epmid ivantideviceid landeskdeviceid landeskid deviceid deviceid0 デバイスid ldclientid',
  },
};

const KNOWN: Readonly<Record<ImportKind, ReadonlyMap<string, ImportField>>> = {
  users: invert('users'),
  pcs: invert('pcs'),
};

function invert(kind: ImportKind): ReadonlyMap<string, ImportField> {
  return new Map(
    FIELDS[kind].flatMap((field) =>
      (HEADS[kind][field] ?? '').split(' ').map((head): [string, ImportField] => [foldHead(head), field]),
    ),
  );
}

/** A head without width, case, blanks and signs: `ユーザー プリンシパル名` and `User-Principal_Name` find their entry. */
export function foldHead(head: string): string {
  return head
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-()[\]（）・:/]/g, '');
}

/**
 * Guesses what each column is, each field once, the leftmost column first. Where no column is named for the UPN, the
 * column of mail addresses is taken for it: most companies use one for the other.
 */
export function guessFields(kind: ImportKind, heads: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>();
  const guessed = heads.map((head) => {
    const field = KNOWN[kind].get(foldHead(head)) ?? null;
    if (field === null || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
  if (taken.has('disabled') && taken.has('enabled')) guessed[guessed.indexOf('enabled')] = null;
  const mail = guessed.indexOf('email');
  if (kind === 'users' && !taken.has('upn') && mail >= 0) guessed[mail] = 'upn';
  return guessed;
}
