import type { Rule } from './rule.ts';

/** This path does not take a device credential. */
export const MDM_DEVICE_CREDENTIAL_UNSUPPORTED: Rule = {
  id: 'MDM_DEVICE_CREDENTIAL_UNSUPPORTED',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { fact: 'log.mdm-device-token-unsupported' },
  title: { ja: 'この経路ではデバイスの資格情報を使えません。', en: 'This path does not take a device credential.' },
  remedy: {
    ja: '自動登録の GPO で、資格情報の種類をユーザー資格情報にしてください。',
    en: 'In the automatic enrollment policy choose user credential.',
  },
  console: {
    ja: 'グループ ポリシー: [コンピューターの構成] > [管理用テンプレート] > [Windows コンポーネント] > [MDM] > [既定の Azure AD 資格情報を使用して自動の MDM 登録を有効にする]',
    en: 'Group policy: [Computer Configuration] > [Administrative Templates] > [Windows Components] > [MDM] > [Enable automatic MDM enrollment using default Azure AD credentials]',
  },
  references: ['field'],
};
