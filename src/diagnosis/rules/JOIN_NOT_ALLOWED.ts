import type { Rule } from './rule.ts';

/** The tenant does not allow this user to join, or the limit is reached. */
export const JOIN_NOT_ALLOWED: Rule = {
  id: 'JOIN_NOT_ALLOWED',
  step: 'join',
  only: 'intune',
  severity: 'error',
  when: {
    all: [
      { code: 'JOIN_NOT_ALLOWED', context: 'join' },
      { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
    ],
  },
  title: {
    ja: 'テナントの設定で参加が許可されていない、または台数の上限に達しています。',
    en: 'The tenant does not allow this user to join, or the limit is reached.',
  },
  remedy: {
    ja: '参加できるユーザーと、ユーザーごとの台数の上限を確認してください。',
    en: 'Check who may join devices and the limit of devices per user.',
  },
  console: {
    ja: 'Microsoft Entra 管理センター: [デバイス] > [デバイスの設定]',
    en: 'Microsoft Entra admin center: [Devices] > [Device settings]',
  },
  demotes: ['JOIN_DOMAIN_ONLY', 'JOIN_NOT_JOINED'],
  references: ['Intune: troubleshoot Windows enrollment errors'],
};
