import type { Text } from '../../model/reasons.ts';
import type { Key } from './compare-records.ts';
import type { GroupKind } from './judge-group.ts';

/** What each key is called. */
export const KEY_TITLES: Readonly<Record<Key, Text>> = {
  serial: { ja: 'シリアル番号', en: 'Serial number' },
  uuid: { ja: 'SMBIOS UUID', en: 'SMBIOS UUID' },
  hwDevId: { ja: 'HWDevID', en: 'HWDevID' },
  mac: { ja: 'MAC アドレス', en: 'MAC address' },
  configmgrId: { ja: 'ConfigMgr クライアントの GUID', en: 'ConfigMgr client GUID' },
  epmId: { ja: 'EPM デバイス ID', en: 'EPM device ID' },
  name: { ja: 'コンピューター名', en: 'Computer name' },
};

/** The reason of each kind of group. */
export const EVERY_KIND_TEXT: Readonly<Record<GroupKind, Text>> = {
  'same-hardware': {
    ja: 'シリアル番号と UUID が同じです。Windows を入れ直したか、名前を変更した 1 台の PC と考えられます。',
    en: 'Same serial number and same UUID: one PC that was re-imaged or renamed.',
  },
  'two-talk': {
    ja: 'シリアル番号と UUID が同じですが、どちらも接続を続けています。複製した仮想マシンか、同じ値を書き込まれた基板の 2 台の PC と考えられます。',
    en: 'Same serial number and same UUID, yet both keep calling: two PCs, such as copied virtual machines or boards written alike.',
  },
  'half-known': {
    ja: 'シリアル番号か UUID の一方が同じで、もう一方は片方の記録でしかわかりません。一覧の行とその PC、または以前の記録と考えられます。',
    en: 'One of serial number and UUID is the same; the other is known of one record only. A row of a list and its PC, or an earlier record of it.',
  },
  'listed-twice': {
    ja: '旧管理基盤のクライアント ID が同じで、ハードウェアの値は片方の記録でしかわかりません。一覧の行とその PC と考えられます。',
    en: "Same client id of the old platform, and hardware known of one record at most: probably a list's row and its PC.",
  },
  'one-hwdevid': {
    ja: 'HWDevID が同じで、ほかのハードウェアの値はわかりません。1 台の PC の可能性があります。',
    en: 'Same HWDevID, and no other hardware fact is known of both: possibly one PC.',
  },
  'one-serial': {
    ja: 'シリアル番号は同じですが、UUID が異なります。同じ番号を書き込まれた別の PC か、基板を交換した PC です。',
    en: 'Same serial number, other UUID: two PCs that were given one number, or a PC whose board was replaced.',
  },
  'one-uuid': {
    ja: 'SMBIOS UUID は同じですが、シリアル番号が異なります。複製された基板か、メーカーの仮の値です。',
    en: 'Same SMBIOS UUID, other serial number: a cloned board, or a placeholder of the vendor.',
  },
  'copied-hwdevid': {
    ja: 'HWDevID は同じですが、シリアル番号か UUID が異なります。ディスクを複製した別の PC と考えられます。',
    en: 'Same HWDevID, other serial number or UUID: another PC with a copied disk.',
  },
  'copied-client': {
    ja: '旧管理基盤のクライアント ID が同じですが、ハードウェアが異なります。クライアントを含むイメージから展開した別の PC と考えられます。',
    en: 'One client id of the old platform on different hardware: PCs made from an image that was taken with the client.',
  },
  'many-pcs': {
    ja: '1 つのキーを、ハードウェアの異なる 3 台以上の PC が持っています。イメージと一緒に複製されたか、メーカーの仮の値です。',
    en: 'Three or more PCs of different hardware bear one key: copied with an image, or a placeholder of the vendor.',
  },
};

/** Why records are shown together, in words. */
export function groupReason(kind: string): Text {
  return Object.hasOwn(EVERY_KIND_TEXT, kind) ? EVERY_KIND_TEXT[kind as GroupKind] : { ja: kind, en: kind };
}
