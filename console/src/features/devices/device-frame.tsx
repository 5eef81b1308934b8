import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontal20Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { DeviceDetail, Duplicate } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { CopyText, ShortId } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { TabLinks } from '../../ui/tab-links.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { AcceptDialog } from './accept-dialog.tsx';
import { osName } from './device-words.ts';
import { IntentionDialog } from './intention-dialog.tsx';
import { useIntentionText } from './intention-words.ts';
import { PlatformText } from './platform-text.tsx';

const TABS = ['stages', 'diagnosis', 'inventory', 'sessions', 'certificate', 'history'] as const;

/** The detail template for one PC: verdict, facts, tabs. */
export function DevicePage({ children }: { readonly children: (device: DeviceDetail) => ReactNode }) {
  const t = useTexts();
  const { id = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const device = useQuery({
    queryKey: ['device', id],
    queryFn: ({ signal }) => call<DeviceDetail>('GET', `/devices/${id}`, { signal }),
  });
  useLive(['devices'], (ids) => {
    if (ids.size === 0 || ids.has(id)) void device.refetch();
  });
  const { data } = device;
  const keptId = data !== undefined && data.id !== id ? data.id : null;
  const keptName = data?.name ?? '';
  useEffect(() => {
    if (keptId === null) return;
    // the record was merged into another one, which answered
    showToast(t('device:mergedInto', { name: keptName }));
    void navigate({ to: location.pathname.replace(id, keptId), replace: true });
  }, [keptId, keptName, id, navigate, t]);
  return (
    <>
      <PageHeader
        title={data?.name ?? ''}
        parents={[{ text: t('nav.devices'), to: '/devices' }]}
        badge={data !== undefined && <StateBadge state={data.state} isTinted />}
        actions={data !== undefined && <DeviceActions device={data} />}
      />
      {device.error !== null && <LoadError error={device.error} onRetry={() => void device.refetch()} />}
      {data === undefined && device.error === null && <Loading rows={14} />}
      {data !== undefined && (
        <>
          <DeviceSummary device={data} />
          <TabLinks
            label={data.name}
            tabs={TABS.map((name) => ({
              text: t(`device:tab.${name}`),
              to: name === 'stages' ? `/devices/${id}` : `/devices/${id}/${name}`,
            }))}
          />
          {children(data)}
        </>
      )}
    </>
  );
}

function DeviceSummary({ device }: { readonly device: DeviceDetail }) {
  const t = useTexts();
  const say = useServerText();
  const intentionText = useIntentionText();
  const isAdministrator = useIsAdministrator();
  const [isIntending, setIntending] = useState(false);
  const duplicates = useQuery({
    queryKey: ['duplicates', 'device', device.id],
    queryFn: ({ signal }) => call<{ items: Duplicate[] }>('GET', `/duplicates?device=${device.id}&limit=1`, { signal }),
  });
  const group = duplicates.data?.items[0];
  const serial = device.serial === null ? t('notSeen') : <CopyText value={device.serial} />;
  return (
    <>
      <Verdict severity={device.verdict.severity}>{say(device.verdict.text)}</Verdict>
      <Facts
        isWide
        items={[
          [
            t('devices:column.user'),
            device.user === null ? (
              t('none')
            ) : (
              <AppLink key="user" href={`/users?q=${encodeURIComponent(device.user.upn)}`} title={device.user.upn}>
                {device.user.name === '' ? device.user.upn : device.user.name}
              </AppLink>
            ),
          ],
          [t('devices:column.known'), device.known === null ? t('notSeen') : t(`known.${device.known}`)],
          [t('devices:column.platform'), <PlatformText key="platform" device={device} />],
          [
            t('devices:column.package'),
            device.package === null ? (
              t('none')
            ) : (
              <AppLink key="package" href={`/packages/${device.package.id}`}>
                {device.package.name}
              </AppLink>
            ),
          ],
          [
            t('devices:column.intention'),
            <span key="intention">
              {intentionText(device.intention)}{' '}
              {isAdministrator && (
                <Button
                  size="small"
                  appearance="transparent"
                  style={{ minWidth: 0, padding: '0 4px' }}
                  aria-label={`${t('devices:intentionChange')}: ${t('devices:intendOne', { name: device.name })}`}
                  onClick={() => setIntending(true)}
                >
                  {t('devices:intentionChange')}
                </Button>
              )}
            </span>,
          ],
          [t('devices:column.last'), <Moment key="last" at={device.lastContactAt} />],
          [t('devices:column.next'), <Moment key="next" at={device.nextContactBy} as="minute" />],
          [
            t('devices:column.os'),
            device.osVersion === null ? (
              t('notSeen')
            ) : (
              <span key="os" title={device.osVersion}>
                {osName(device.osVersion)}
              </span>
            ),
          ],
          [t('devices:column.model'), [device.maker, device.model].filter(Boolean).join(' ') || t('notSeen')],
          [t('devices:column.serial'), serial],
          ...(group === undefined
            ? []
            : [
                [
                  t('device:mayBeDuplicate'),
                  <AppLink key="duplicate" href={`/devices/duplicates/${group.id}`}>
                    {say(group.reason)}
                  </AppLink>,
                ] as const,
              ]),
          ['ID', <ShortId key="id" id={device.id} />],
          ...(device.acceptedWhy === null ? [] : [[t('device:acceptedWhy'), device.acceptedWhy] as const]),
        ]}
      />
      {isIntending && (
        <IntentionDialog
          ids={[device.id]}
          title={t('devices:intendOne', { name: device.name })}
          current={device.intention?.way === 'pc' ? device.intention.intention : 'none'}
          onClose={() => setIntending(false)}
        />
      )}
    </>
  );
}

function DeviceActions({ device }: { readonly device: DeviceDetail }) {
  const t = useTexts();
  const goTo = useGoTo();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [error, setError] = useState<unknown>(null);
  const [isAccepting, setAccepting] = useState(false);
  const isEnrolled = ['enrolled', 'silent', 'probation', 'enrolling'].includes(device.state);
  const askInventory = async () => {
    setError(null);
    try {
      const answer = await call<DeviceDetail>('POST', `/devices/${device.id}/inventory-requests`, { body: {} });
      client.setQueryData(['device', device.id], answer);
      showToast(t('device:inventoryAsked', { name: device.name }));
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <ActionButton
        appearance="primary"
        blockedWhy={isEnrolled ? null : t('device:notEnrolled')}
        onClick={() => void askInventory()}
      >
        {t('device:askInventory')}
      </ActionButton>
      {device.state === 'probation' && (
        <ActionButton onClick={() => setAccepting(true)}>{t('device:accept')}</ActionButton>
      )}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreHorizontal20Regular />} aria-label={t('device:more')} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem
              disabled={!isAdministrator || device.state === 'notseen' || device.state === 'left'}
              {...(isAdministrator ? {} : { secondaryContent: t('needsAdministrator') })}
              onClick={() => goTo(`/devices/${device.id}/unenroll`)}
            >
              {t('devices:unenroll')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <ActionError error={error} />
      {isAccepting && <AcceptDialog device={device} onClose={() => setAccepting(false)} />}
    </>
  );
}
