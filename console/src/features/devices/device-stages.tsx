import {
  Checkmark16Filled,
  CircleHint16Regular,
  Clock16Regular,
  DismissCircle16Filled,
  SubtractCircle16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { DeviceDetail, StageEntry } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LogTail } from '../../ui/log-tail.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { DeviceCommands } from './device-commands.tsx';
import styles from './device-stages.module.css';

const ICONS: Readonly<Record<StageEntry['state'], ComponentType>> = {
  done: Checkmark16Filled,
  waiting: Clock16Regular,
  failed: DismissCircle16Filled,
  'not-seen': CircleHint16Regular,
  'not-available': SubtractCircle16Regular,
};

/** How far the PC came, stage by stage, and why it stands where it stands. */
export function DeviceStages({ device }: { readonly device: DeviceDetail }) {
  const t = useTexts();
  const say = useServerText();
  return (
    <>
      {device.reason !== null && <p className={styles.reason}>{say(device.reason.text)}</p>}
      <PlainTable
        label={t('device:tab.stages')}
        heads={[t('stageHead'), t('devices:column.state'), t('device:time'), t('device:detail')]}
        rows={device.stages.map((entry) => {
          const Icon = ICONS[entry.state];
          return {
            key: entry.stage,
            cells: [
              <span key="stage" className={`${styles.name} ${styles[entry.state]}`}>
                <Icon />
                {t(`stage.${entry.stage}`)}
              </span>,
              <span key="state" className={entry.state === 'failed' ? styles.failedText : 'keep'}>
                {t(`device:stageState.${entry.state}`)}
              </span>,
              <Moment
                key="at"
                at={entry.at}
                as="second"
                absent={entry.state === 'not-seen' ? t('notSeen') : t('none')}
              />,
              <span key="detail">
                {entry.said && <span className="second">{t('device:said')} </span>}
                {entry.detail === null ? t('none') : say(entry.detail)}
              </span>,
            ],
          };
        })}
      />
      {device.logTail !== null && (
        <details className={styles.more}>
          <summary>{t('device:logTail')}</summary>
          <LogTail text={device.logTail} label={t('device:logTail')} />
        </details>
      )}
      {device.claim !== null && <Claim claim={device.claim} />}
      <DeviceCommands commands={device.commands} />
    </>
  );
}

/** What the PC said of itself when it claimed. */
function Claim({ claim }: { readonly claim: NonNullable<DeviceDetail['claim']> }) {
  const t = useTexts();
  const text = (key: string) => {
    const value = claim[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const macs = Array.isArray(claim['macs']) ? claim['macs'].map(String) : [];
  const state = text('state');
  const identity = text('identityName');
  const address = text('address');
  const id = text('id');
  return (
    <details className={styles.more}>
      <summary>{t('device:claim')}</summary>
      <Facts
        isWide
        items={[
          ['ID', id === null ? t('none') : <CopyText key="id" value={id} />],
          [t('device:claimState'), isClaimState(state) ? t(`device:claimStates.${state}`) : t('none')],
          [t('device:identity'), identity === null ? t('none') : <CopyText key="identity" value={identity} />],
          [t('device:macs'), macs.length === 0 ? t('none') : macs.join(', ')],
          [t('device:address'), address === null ? t('notSeen') : <CopyText key="address" value={address} />],
          [t('device:claimedAt'), <Moment key="at" at={text('createdAt')} as="second" />],
          [t('device:claimExpires'), <Moment key="expires" at={text('expiresAt')} as="second" />],
          [t('device:claimRenewUntil'), <Moment key="renew" at={text('renewUntil')} as="second" />],
        ]}
      />
    </details>
  );
}

const CLAIM_STATES = ['reserved', 'used', 'released', 'expired', 'replaced', 'revoked'] as const;
function isClaimState(state: string | null): state is (typeof CLAIM_STATES)[number] {
  return CLAIM_STATES.some((known) => known === state);
}
