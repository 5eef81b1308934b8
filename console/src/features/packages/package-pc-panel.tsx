import type { PackagePc } from '../../api/types.ts';
import { decimalsOfHresult, formatHresult } from '../../i18n/format.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LogTail } from '../../ui/log-tail.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { STAGES } from '../../ui/vocabulary.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import styles from './package-pc-panel.module.css';

/** One PC of a package: the reason in words with the next step, the code of Windows, the stages, the end of its log. */
export function PackagePcPanel({ pc, onClose }: { readonly pc: PackagePc; readonly onClose: () => void }) {
  const t = useTexts();
  const say = useServerText();
  const { hresult } = pc;
  return (
    <SidePanel title={pc.name} onClose={onClose}>
      <div className={styles.stack}>
        <OutcomeBadge outcome={pc.outcome} />
        {pc.reason !== null && <p>{say(pc.reason.text)}</p>}
        <Facts
          items={[
            [t('stageHead'), pc.stage === null ? t('none') : t(`stage.${pc.stage}`)],
            [
              'HRESULT',
              hresult === null ? (
                t('none')
              ) : (
                <CopyText key="hresult" value={formatHresult(hresult)}>
                  <span className="mono" title={decimalsOfHresult(hresult)}>
                    {formatHresult(hresult)}
                  </span>
                </CopyText>
              ),
            ],
            [t('package:column.user'), pc.userName === '' ? t('none') : pc.userName],
            [t('package:column.at'), <Moment key="at" at={pc.at} as="second" />],
            ...(pc.detail === null ? [] : [[t('package:detail'), pc.detail] as const]),
          ]}
        />
        <Facts
          items={STAGES.map(
            (stage) =>
              [
                t(`stage.${stage}`),
                <Moment key={stage} at={pc.stages[stage] ?? null} as="second" absent={t('notSeen')} />,
              ] as const,
          )}
        />
        {pc.logTail !== null && (
          <>
            <h3>{t('package:logTail')}</h3>
            <LogTail text={pc.logTail} label={t('package:logTail')} />
          </>
        )}
        <ul className={styles.links}>
          {pc.deviceId !== null && (
            <>
              <li>
                <AppLink href={`/devices/${pc.deviceId}`}>{t('package:openDevice')}</AppLink>
              </li>
              <li>
                <AppLink href={`/devices/${pc.deviceId}/diagnosis`}>{t('package:openDiagnosis')}</AppLink>
              </li>
            </>
          )}
          {pc.deviceId === null && (
            <li>
              <AppLink href={`/diagnosis/pcs?q=${encodeURIComponent(pc.name)}`}>{t('package:openDiagnosis')}</AppLink>
            </li>
          )}
          <li>
            <AppLink href={`/diagnosis/attempts?q=${encodeURIComponent(pc.name)}&last=%3C90d`}>
              {t('package:openAttempts')}
            </AppLink>
          </li>
        </ul>
      </div>
    </SidePanel>
  );
}
