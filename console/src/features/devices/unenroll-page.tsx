import { Button, Field, Input, ProgressBar, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { DeviceDetail } from '../../api/types.ts';
import { formatMinute } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useZone } from '../../ui/person.tsx';
import { PlanPage, PlanSection, Problems } from '../../ui/plan-page.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { manyLike, UUID } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import styles from './unenroll-page.module.css';

const MANY_RULES = { id: manyLike(UUID) };
const MOST_AT_ONCE = 100;

/** States in which a PC can still be told to leave; in any other it can only be shut out. */
const TAKES_ORDERS: ReadonlySet<string> = new Set(['enrolled', 'probation', 'silent']);

type Way = 'order' | 'revoke';

/**
 * Ends the management of one PC, or of up to 100: by an order that the PC fetches, or at once by revoking what it holds.
 * Says what happens and when, and asks for a typed name or number, and a reason.
 */
export function UnenrollPage() {
  const { id } = useParams({ strict: false });
  const filters = useFilters(MANY_RULES);
  const ids = (id === undefined || id === 'unenroll' ? filters.values('id') : [id]).slice(0, MOST_AT_ONCE);
  const devices = useQueries({
    queries: ids.map((one) => ({
      queryKey: ['device', one],
      queryFn: ({ signal }: { signal: AbortSignal }) => call<DeviceDetail>('GET', `/devices/${one}`, { signal }),
    })),
  });
  const failed = devices.find((device) => device.error !== null);
  if (failed !== undefined) return <LoadError error={failed.error} onRetry={() => void failed.refetch()} />;
  const loaded = devices.flatMap((device) => (device.data === undefined ? [] : [device.data]));
  if (loaded.length < ids.length || loaded.length === 0) return <Loading rows={10} />;
  return <UnenrollForm devices={loaded} />;
}

function UnenrollForm({ devices }: { readonly devices: readonly DeviceDetail[] }) {
  const t = useTexts();
  const goTo = useGoTo();
  const client = useQueryClient();
  const zone = useZone();
  const language = useLanguage();
  const mayOrder = devices.every((device) => TAKES_ORDERS.has(device.state));
  const [way, setWay] = useState<Way>(mayOrder ? 'order' : 'revoke');
  const isRevoking = way === 'revoke';
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [failedNames, setFailedNames] = useState<readonly string[]>([]);
  const single = devices.length === 1 ? devices[0] : undefined;
  const isTypedRight =
    single === undefined
      ? Number(typed.normalize('NFKC').replace(/[,\s]/g, '')) === devices.length
      : typed.trim().toLowerCase() === single.name.toLowerCase();
  const problems = [
    ...(isTypedRight
      ? []
      : [{ field: 'confirm', text: single === undefined ? t('device:countDiffers') : t('device:nameDiffers') }]),
    ...(reason.trim() === '' ? [{ field: 'reason', text: t('device:reasonNeeded') }] : []),
  ];
  const orderQuestion =
    single === undefined
      ? t('device:unenrollMany', { count: devices.length })
      : t('device:unenrollQuestion', { name: single.name });
  const revokeQuestion =
    single === undefined
      ? t('device:revokeMany', { count: devices.length })
      : t('device:revokeQuestion', { name: single.name });
  const question = isRevoking ? revokeQuestion : orderQuestion;
  const back = single === undefined ? '/devices' : `/devices/${single.id}`;
  const hasConfigmgr = devices.some((device) => device.platform === 'configmgr');
  const arrivesBy = single?.nextContactBy ?? null;
  const run = async () => {
    setTried(true);
    if (problems.length > 0) {
      requestAnimationFrame(() => document.getElementById('problems')?.focus());
      return;
    }
    setError(null);
    const failures: string[] = [];
    for (const [index, device] of devices.entries()) {
      setDone(index);
      try {
        const body = { confirmName: device.name, reason: reason.trim() };
        const path = `/devices/${device.id}/${isRevoking ? 'revocation' : 'unenrollment'}`;
        const answer = await call<DeviceDetail>('POST', path, { body });
        client.setQueryData(['device', device.id], answer);
      } catch (failure) {
        failures.push(device.name);
        setError(failure);
      }
    }
    setDone(null);
    if (failures.length > 0) return setFailedNames(failures);
    const count = devices.length;
    if (single === undefined)
      showToast(isRevoking ? t('device:revokedMany', { count }) : t('device:unenrolledMany', { count }));
    else
      showToast(
        isRevoking ? t('device:revoked', { name: single.name }) : t('device:unenrolled', { name: single.name }),
      );
    goTo(back);
  };
  return (
    <PlanPage
      header={
        <PageHeader
          title={question}
          documentTitle={t('device:unenrollTitle')}
          crumb={t('device:unenrollTitle')}
          parents={[
            { text: t('nav.devices'), to: '/devices' },
            ...(single === undefined ? [] : [{ text: single.name, to: back }]),
          ]}
        />
      }
      problems={isTried && <Problems title={t('device:openFields')} items={problems} />}
      summaryTitle={t('device:summary')}
      summary={
        <Facts
          items={[
            [
              t('device:targets'),
              single === undefined ? t('pcs', { count: devices.length, n: String(devices.length) }) : single.name,
            ],
            [t('device:way'), isRevoking ? t('device:wayRevoke') : t('device:wayOrder')],
            [t('device:reason'), reason.trim() === '' ? t('none') : reason],
          ]}
        />
      }
      actions={
        <>
          <ActionButton className={styles.danger} blockedWhy={null} disabled={done !== null} onClick={() => void run()}>
            {isRevoking ? t('device:revoke') : t('devices:unenroll')}
          </ActionButton>
          <Button onClick={() => goTo(back)}>{t('cancel')}</Button>
        </>
      }
    >
      <ActionError error={error} />
      {failedNames.length > 0 && (
        <p>
          {t('device:unenrollFailed', { count: failedNames.length })} {failedNames.join(', ')}
        </p>
      )}
      <PlanSection number={1} title={t('device:unenrollTitle')}>
        <Field label={t('device:way')}>
          <RadioGroup value={way} onChange={(_event, choice) => setWay(choice.value as Way)}>
            <Radio value="order" disabled={!mayOrder} label={t('device:wayOrder')} />
            <Radio value="revoke" label={t('device:wayRevoke')} />
          </RadioGroup>
        </Field>
        <ul className={styles.what}>
          {isRevoking ? (
            <>
              <li>{t('device:revokeWhat')}</li>
              <li>{t('device:revokeStays')}</li>
              <li>{t('device:revokePackage')}</li>
            </>
          ) : (
            <>
              <li>{t('device:unenrollWhat')}</li>
              {hasConfigmgr && <li>{t('device:unenrollConfigmgr')}</li>}
              <li>
                {arrivesBy === null
                  ? t('device:unenrollNext')
                  : t('device:unenrollBy', { time: formatMinute(arrivesBy, zone, language) })}
              </li>
            </>
          )}
          <li>{t('device:unenrollKept')}</li>
          <li>{t('device:unenrollUndo')}</li>
        </ul>
        {single === undefined && (
          <ul className={styles.names} aria-label={t('device:targets')}>
            {devices.map((device) => (
              <li key={device.id} className="keep">
                {device.name}
              </li>
            ))}
          </ul>
        )}
      </PlanSection>
      <PlanSection number={2} title={t('device:check')}>
        <Field
          label={single === undefined ? t('device:typeCount') : t('device:typeName')}
          required
          {...(isTried && !isTypedRight ? { validationMessage: problems[0]?.text ?? '' } : {})}
        >
          <Input
            id="confirm"
            className={styles.field}
            autoComplete="off"
            maxLength={64}
            value={typed}
            onChange={(_event, data) => setTyped(data.value)}
          />
        </Field>
        <Field
          label={t('device:reason')}
          hint={t('device:reasonHint')}
          required
          {...(isTried && reason.trim() === '' ? { validationMessage: t('device:reasonNeeded') } : {})}
        >
          <Textarea
            id="reason"
            className={styles.field}
            maxLength={512}
            value={reason}
            onChange={(_event, data) => setReason(data.value)}
          />
        </Field>
      </PlanSection>
      {done !== null && (
        <Field label={t('device:unenrolling', { done, total: devices.length })}>
          <ProgressBar value={done} max={devices.length} />
        </Field>
      )}
    </PlanPage>
  );
}
