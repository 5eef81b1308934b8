import {
  Checkmark16Filled,
  Circle16Regular,
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
import { Moment } from '../../ui/moment.tsx';
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
      <table className={styles.stages}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('stageHead')}</th>
            <th scope="col">{t('devices:column.state')}</th>
            <th scope="col">{t('device:time')}</th>
            <th scope="col">{t('device:detail')}</th>
          </tr>
        </thead>
        <tbody>
          {device.stages.map((entry) => {
            const Icon = ICONS[entry.state] ?? Circle16Regular;
            return (
              <tr key={entry.stage} className={styles[entry.state]}>
                <th scope="row">
                  <span className={styles.name}>
                    <Icon />
                    {t(`stage.${entry.stage}`)}
                  </span>
                </th>
                <td>{t(`device:stageState.${entry.state}`)}</td>
                <td>
                  <Moment at={entry.at} as="second" absent={entry.state === 'not-seen' ? t('notSeen') : t('none')} />
                </td>
                <td className={styles.detail}>
                  {entry.said && <span className="second">{t('device:said')} </span>}
                  {entry.detail === null ? '' : say(entry.detail)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {device.logTail !== null && (
        <details className={styles.more}>
          <summary>{t('device:logTail')}</summary>
          <pre className={styles.log}>{device.logTail}</pre>
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
          ['ID', id === null ? t('none') : <CopyText value={id} />],
          [t('device:claimState'), isClaimState(state) ? t(`device:claimStates.${state}`) : t('none')],
          [t('device:identity'), identity === null ? t('none') : <CopyText value={identity} />],
          [t('device:macs'), macs.length === 0 ? t('none') : macs.join(', ')],
          [t('device:address'), address === null ? t('notSeen') : <CopyText value={address} />],
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
