import type { ListSource } from '../../../devices/device-lists/model/entry.ts';

/** What a file lists: people, PCs of the old platform, or what a console says about its PCs. */
export const IMPORT_KINDS = ['users', 'pcs', 'intune', 'configmgr'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Whether a file is a device list of a console. */
export function isDeviceList(kind: ImportKind): kind is ListSource {
  return kind === 'intune' || kind === 'configmgr';
}

/** Fields of a person that a column may be read as; `enabled` and `disabled` say the same the other way round. */
export const USER_FIELDS = [
  'upn',
  'displayName',
  'reading',
  'department',
  'email',
  'accountName',
  'groups',
  'disabled',
  'enabled',
] as const;
/** Fields of a PC that a column may be read as. */
export const PC_FIELDS = ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'] as const;

/** Fields of a PC in the device list of Intune. */
export const INTUNE_FIELDS = ['name', 'serial', 'entraId', 'managedBy', 'lastSeen'] as const;
/** Fields of a PC in the device list of ConfigMgr. */
export const CONFIGMGR_FIELDS = [
  'name',
  'domain',
  'serial',
  'uuid',
  'configmgrId',
  'entraId',
  'resourceId',
  'client',
  'clientActivity',
  'clientVersion',
  'coManaged',
  'policyPresent',
  'mdmEnrolled',
  'lastSeen',
] as const;

export type UserField = (typeof USER_FIELDS)[number];
export type PcField = (typeof PC_FIELDS)[number];
export type ListField = (typeof INTUNE_FIELDS)[number] | (typeof CONFIGMGR_FIELDS)[number];
export type ImportField = UserField | PcField | ListField;

/** The fields of a kind of list. */
export const FIELDS: Readonly<Record<ImportKind, readonly ImportField[]>> = {
  users: USER_FIELDS,
  pcs: PC_FIELDS,
  intune: INTUNE_FIELDS,
  configmgr: CONFIGMGR_FIELDS,
};
/** Fields without which a row says nothing: of each group one is needed. */
const NEEDED: Readonly<Record<ImportKind, readonly (readonly ImportField[])[]>> = {
  users: [['upn']],
  pcs: [['name']],
  intune: [['managedBy'], ['serial', 'entraId', 'name']],
  configmgr: [
    ['serial', 'uuid', 'configmgrId', 'entraId', 'resourceId', 'name'],
    ['client', 'clientActivity', 'coManaged', 'policyPresent', 'mdmEnrolled'],
  ],
};

/** Whether columns are chosen for all that a row needs. */
export function isMapped(kind: ImportKind, fields: readonly (ImportField | null)[]): boolean {
  return NEEDED[kind].every((group) => group.some((field) => fields.includes(field)));
}

/** Fields as a person reads them, in reasons. */
export const FIELD_LABELS: Readonly<Record<ImportField, { readonly ja: string; readonly en: string }>> = {
  upn: { ja: 'UPN', en: 'UPN' },
  displayName: { ja: '氏名', en: 'Name' },
  reading: { ja: '読み', en: 'Reading' },
  department: { ja: '部署', en: 'Department' },
  email: { ja: 'メール', en: 'Email' },
  accountName: { ja: 'ドメイン\\ユーザー名', en: 'Domain\\user name' },
  groups: { ja: 'グループ', en: 'Groups' },
  disabled: { ja: '無効', en: 'Disabled' },
  enabled: { ja: '有効', en: 'Enabled' },
  name: { ja: 'コンピューター名', en: 'Computer name' },
  domain: { ja: 'ドメイン', en: 'Domain' },
  serial: { ja: 'シリアル番号', en: 'Serial number' },
  uuid: { ja: 'UUID', en: 'UUID' },
  configmgrId: { ja: 'ConfigMgr クライアント ID', en: 'ConfigMgr client ID' },
  epmId: { ja: 'EPM デバイス ID', en: 'EPM device ID' },
  entraId: { ja: 'Entra デバイス ID', en: 'Entra device ID' },
  managedBy: { ja: '管理者', en: 'Managed by' },
  lastSeen: { ja: '前回の接続', en: 'Last contact' },
  resourceId: { ja: 'リソース ID', en: 'Resource ID' },
  client: { ja: 'クライアント', en: 'Client' },
  clientActivity: { ja: 'クライアントのアクティビティ', en: 'Client activity' },
  clientVersion: { ja: 'クライアントのバージョン', en: 'Client version' },
  coManaged: { ja: '共同管理', en: 'Co-managed' },
  policyPresent: { ja: '共同管理ポリシー', en: 'Co-management policy' },
  mdmEnrolled: { ja: 'MDM への登録', en: 'MDM enrolled' },
};

/** Heads that the lists of both consoles have. */
const ENTRA_ID =
  'azureaddeviceid aaddeviceid aaddeviceid0 entradeviceid entraid microsoftentradeviceid microsoftentraiddeviceid azureadデバイスid entraデバイスid microsoftentraデバイスid microsoftentraidデバイスid';

/** Heads by which old platforms, directories and people name a field, folded as `foldHead` folds them. */
const HEADS: Readonly<Record<ImportKind, Readonly<Partial<Record<ImportField, string>>>>> = {
  users: {
    upn: 'upn userprincipalname ユーザープリンシパル名 ユーザプリンシパル名 ユーザー名upn ユーザー名 ユーザ名 username サインイン名 signinname ログオン名 ログイン名 ログインid logonname アカウント アカウント名 account 社員id',
    displayName: 'displayname 表示名 氏名 名前 社員名 社員氏名 漢字氏名 fullname name cn ユーザー氏名 利用者名',
    reading:
      'reading kana フリガナ ふりがな 読み 読み仮名 よみ ヨミ よみがな カナ カナ氏名 氏名カナ 氏名フリガナ phoneticdisplayname msdsphoneticdisplayname',
    department: 'department dept 部署 部署名 所属 所属部署 部門 部門名 課 division',
    email: 'mail email emailaddress メール メールアドレス eメール primarysmtpaddress smtpaddress',
    accountName:
      'domainuser domainusername domainaccount domainlogon ドメインユーザー ドメインユーザー名 ドメインユーザ名 ドメインアカウント ntaccount ntアカウント ntlogon windowsaccount windowsアカウント msdsprincipalname accountname',
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
  intune: {
    name: 'devicename デバイス名 name 名前 manageddevicename displayname 表示名',
    serial: 'serialnumber シリアル番号 serial シリアル',
    entraId: `${ENTRA_ID} referenceid`,
    managedBy:
      'managedby 管理者 管理元 managementagent managementagents managementagentloc managementagentsloc 管理エージェント',
    lastSeen:
      'lastcheckin lastcontact lastsyncdatetime lastsync lastcheckintime 前回のチェックイン 前回チェックイン 最終チェックイン 最後のチェックイン 前回の接続',
  },
  configmgr: {
    name: 'name name0 名前 netbiosname netbiosname0 devicename デバイス名 computername コンピューター名',
    domain: 'domain ドメイン resourcedomainorworkgroup resourcedomainorworkgr0 domainname ドメイン名',
    serial: 'serialnumber serialnumber0 シリアル番号 serial シリアル biosserialnumber',
    uuid: 'uuid uuid0 smbiosguid smbiosguid0 smbiosuuid biosguid',
    configmgrId:
      'smsuniqueidentifier smsuniqueidentifier0 smsid smsguid configmgrclientid configmgrクライアントid clientid クライアントid sms一意識別子',
    entraId: ENTRA_ID,
    resourceId: 'resourceid resourceid0 machineid リソースid',
    client: 'client client0 クライアント isclient',
    clientActivity:
      'clientactivity クライアントのアクティビティ クライアントアクティビティ clientactivestatus clientactivity0 active active0 アクティブ',
    clientVersion: 'clientversion clientversion0 クライアントのバージョン クライアントバージョン',
    coManaged: 'comanaged comanaged0 iscomanaged 共同管理',
    policyPresent: 'comgmtpolicypresent comgmtpolicypresent0 共同管理ポリシー',
    mdmEnrolled: 'mdmenrolled mdmenrolled0 mdm登録 mdmへの登録',
    lastSeen:
      'lastactivetime lastactive cnlastonlinetime lastonlinetime lastpolicyrequest lastddr lasthardwarescan 前回のアクティブ時刻 最終アクティブ時刻 前回の接続',
  },
};

const KNOWN: Readonly<Record<ImportKind, ReadonlyMap<string, ImportField>>> = {
  users: invert('users'),
  pcs: invert('pcs'),
  intune: invert('intune'),
  configmgr: invert('configmgr'),
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
