import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Radio,
  RadioGroup,
  Select,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import type { ListOf, NewPackage, Package, PackageTarget, Platform, Setting, TargetPreview } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PlanPage, PlanSection, Problems } from '../../ui/plan-page.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { like, UUID } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import { parseNetworks } from './networks.ts';
import styles from './new-package-page.module.css';
import { StoppedFunctions } from './stopped-functions.tsx';
import { TargetPicker } from './target-picker.tsx';

/** `list`: the id of a checked list of PCs, as an import's page leads here. */
const RULES = { list: like(UUID) };
const VALIDITIES = [1, 4, 8, 24, 48, 72, 168, 336, 720, 2160] as const;

/** Makes a distribution package: what stops is said before anything can be made, and the number of PCs is typed. */
export function NewPackagePage() {
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => call<ListOf<Setting>>('GET', '/settings', { signal }),
  });
  if (settings.error !== null) return <LoadError error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.data === undefined) return <Loading rows={16} />;
  const values = new Map(settings.data.items.map((item) => [item.key, item.value]));
  return <NewPackageForm settings={values} />;
}

/** The field's number, also in full-width digits and with separators; NaN when it is none. */
export function parseTypedNumber(text: string): number {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '');
  return /^\d{1,8}$/.test(plain) ? Number(plain) : Number.NaN;
}

function NewPackageForm({ settings }: { readonly settings: ReadonlyMap<string, unknown> }) {
  const t = useTexts();
  const language = useLanguage();
  const goTo = useGoTo();
  const initialList = useFilters(RULES).first('list') ?? null;
  const number = (value: number) => formatNumber(value, language);
  const initial = (key: string, otherwise: number) => {
    const value = settings.get(key);
    return typeof value === 'number' ? value : otherwise;
  };
  const isOff = settings.get('enrollment.pinEnabled') === false;
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState<Platform>('configmgr');
  const [target, setTarget] = useState<PackageTarget | null>(null);
  const [targetText, setTargetText] = useState('');
  const [validity, setValidity] = useState(() => initial('package.pinValidityHours', 24));
  const [perUser, setPerUser] = useState(() => String(initial('package.pcsPerUser', 1)));
  const [stopAfter, setStopAfter] = useState(() => String(initial('package.stopAfter', 20)));
  const [networks, setNetworks] = useState('');
  const [known, setKnown] = useState<'stated' | 'listed' | null>(null);
  const [withoutUser, setWithoutUser] = useState<'wait' | 'enroll'>('wait');
  const [plainWay, setPlainWay] = useState(false);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pcsPerUser = parseTypedNumber(perUser);
  const isPcList = target?.kind === 'pcs';
  const preview = useQuery({
    queryKey: ['preview', target, isPcList ? 0 : pcsPerUser],
    queryFn: ({ signal }) =>
      call<TargetPreview>('POST', '/packages/preview', {
        body: { target, ...(Number.isNaN(pcsPerUser) || pcsPerUser < 1 || pcsPerUser > 100 ? {} : { pcsPerUser }) },
        signal,
      }),
    enabled: target !== null,
  });
  const most = preview.data?.maximumPcs ?? null;
  const count = parseTypedNumber(typed);
  const isTypedNeeded = platform === 'configmgr';
  const isEmpty = typed.trim() === '';
  const isCountRight = isEmpty
    ? !isTypedNeeded
    : most !== null && count >= 1 && (isPcList ? count === most : count <= most);
  const addresses = parseNetworks(networks);
  const stop = parseTypedNumber(stopAfter);
  const knownRequired = known ?? (isPcList && preview.data?.everyRowHasId ? 'listed' : 'stated');
  const problems = [
    ...(name.trim() === '' ? [{ field: 'name', text: t('new-package:problem.name') }] : []),
    ...(target === null || most === 0 ? [{ field: 'target', text: t('new-package:problem.target') }] : []),
    ...(pcsPerUser >= 1 && pcsPerUser <= 100 ? [] : [{ field: 'per-user', text: t('new-package:problem.perUser') }]),
    ...(addresses.wrong.length === 0
      ? []
      : [{ field: 'networks', text: t('new-package:problem.networks', { value: addresses.wrong.join(', ') }) }]),
    ...(stop >= 0 && stop <= 100_000 ? [] : [{ field: 'stop-after', text: t('new-package:problem.stopAfter') }]),
    ...(isCountRight
      ? []
      : [
          {
            field: 'typed',
            text:
              isEmpty || Number.isNaN(count) || most === null
                ? t('new-package:problem.typed')
                : t('new-package:problem.typedDiffers', { typed: number(count), target: number(most) }),
          },
        ]),
  ];
  const problemOf = (field: string) => {
    const text = isTried ? problems.find((problem) => problem.field === field)?.text : undefined;
    return text === undefined ? {} : { validationMessage: text };
  };
  const make = async () => {
    setTried(true);
    if (problems.length > 0 || target === null) {
      requestAnimationFrame(() => document.getElementById('problems')?.focus());
      return;
    }
    setRunning(true);
    setError(null);
    try {
      const body: NewPackage = {
        name: name.trim(),
        platform,
        target,
        networks: addresses.right,
        knownRequired,
        pinValidityHours: validity,
        pcsPerUser,
        withoutUser,
        stopAfter: stop,
        plainWay,
        ...(isEmpty ? {} : { typedCount: count }),
      };
      const pkg = await call<Package>('POST', '/packages', { body });
      showToast(t('new-package:made', { name: pkg.name }));
      goTo(`/packages/${pkg.id}`);
    } catch (failure) {
      setError(failure);
      setRunning(false);
      if (failure instanceof ApiError) document.querySelector<HTMLElement>('[data-action-error]')?.focus();
    }
  };
  const hours = (n: number) =>
    n % 24 === 0 && n > 24 ? t('new-package:days', { count: n / 24 }) : t('new-package:hours', { count: n });
  const validities = VALIDITIES.some((hour) => hour === validity) ? VALIDITIES : [...VALIDITIES, validity];
  return (
    <PlanPage
      header={<PageHeader title={t('packages:make')} parents={[{ text: t('nav.packages'), to: '/packages' }]} />}
      problems={
        <div data-action-error tabIndex={-1}>
          {isOff && (
            <MessageBar intent="warning" layout="multiline" className={styles.bar}>
              <MessageBarBody>{t('new-package:pinOff')}</MessageBarBody>
              <MessageBarActions>
                <Button size="small" onClick={() => goTo('/admin/settings')}>
                  {t('new-package:openSettings')}
                </Button>
              </MessageBarActions>
            </MessageBar>
          )}
          <ActionError error={error} />
          {isTried && <Problems title={t('new-package:problems')} items={problems} />}
        </div>
      }
      summaryTitle={t('new-package:summary')}
      summary={
        <Facts
          items={[
            [t('packages:column.platform'), t(`platform.${platform}`)],
            [t('new-package:stopped'), platform === 'configmgr' ? t('new-package:stoppedCount') : t('none')],
            [t('new-package:target'), targetText === '' ? t('new-package:notChosen') : targetText],
            [
              t('packages:column.planned'),
              isEmpty || Number.isNaN(count) ? t('handOver.unknown') : t('pcs', { count, n: number(count) }),
            ],
            [t('new-package:validity'), t('new-package:fromDownload', { duration: hours(validity) })],
          ]}
        />
      }
      actions={
        <>
          {!isOff && (
            <ActionButton appearance="primary" disabled={isRunning} onClick={() => void make()}>
              {t('packages:make')}
            </ActionButton>
          )}
          <Button onClick={() => goTo('/packages')}>{t('cancel')}</Button>
        </>
      }
    >
      <PlanSection number={1} title={t('new-package:section.platform')}>
        <Field label={t('packages:column.name')} required {...problemOf('name')}>
          <Input
            id="name"
            className={styles.wide}
            maxLength={128}
            value={name}
            onChange={(_event, data) => setName(data.value)}
          />
        </Field>
        <Field label={t('packages:column.platform')}>
          <RadioGroup
            layout="horizontal"
            value={platform}
            onChange={(_event, data) => setPlatform(data.value as Platform)}
          >
            <Radio value="configmgr" label={t('platform.configmgr')} />
            <Radio value="epm" label={t('platform.epm')} />
            <Radio value="none" label={t('platform.none')} />
          </RadioGroup>
        </Field>
      </PlanSection>
      <PlanSection number={2} title={t('new-package:section.stops')}>
        <StoppedFunctions platform={platform} />
      </PlanSection>
      <PlanSection number={3} title={t('new-package:section.target')}>
        <TargetPicker
          initialList={initialList}
          target={target}
          preview={preview.data ?? null}
          previewError={preview.error}
          onChange={(next, text) => {
            setTarget(next);
            setTargetText(text);
          }}
        />
      </PlanSection>
      <PlanSection number={4} title="PIN">
        <div className={styles.grid}>
          <Field label={t('new-package:validity')} hint={t('new-package:validityHint')}>
            <Select value={validity} onChange={(_event, data) => setValidity(Number(data.value))}>
              {validities.map((hour) => (
                <option key={hour} value={hour}>
                  {hours(hour)}
                </option>
              ))}
            </Select>
          </Field>
          {!isPcList && (
            <Field label={t('new-package:perUser')} {...problemOf('per-user')}>
              <Input
                id="per-user"
                inputMode="numeric"
                value={perUser}
                onChange={(_event, data) => setPerUser(data.value)}
              />
            </Field>
          )}
          <Field label={t('new-package:stopAfter')} hint={t('new-package:stopAfterHint')} {...problemOf('stop-after')}>
            <Input
              id="stop-after"
              inputMode="numeric"
              value={stopAfter}
              onChange={(_event, data) => setStopAfter(data.value)}
            />
          </Field>
          <Field label={t('new-package:networks')} hint={t('new-package:networksHint')} {...problemOf('networks')}>
            <Input
              id="networks"
              placeholder={t('new-package:networksAny')}
              value={networks}
              onChange={(_event, data) => setNetworks(data.value)}
            />
          </Field>
        </div>
        <Field label={t('new-package:known')} hint={t('new-package:knownHint')}>
          <RadioGroup value={knownRequired} onChange={(_event, data) => setKnown(data.value as 'stated' | 'listed')}>
            <Radio value="stated" label={t('new-package:knownStated')} />
            <Radio value="listed" label={t('new-package:knownListed')} disabled={!isPcList} />
          </RadioGroup>
        </Field>
        <Field label={t('new-package:withoutUser')}>
          <RadioGroup value={withoutUser} onChange={(_event, data) => setWithoutUser(data.value as 'wait' | 'enroll')}>
            <Radio value="wait" label={t('new-package:withoutUserWait')} />
            <Radio value="enroll" label={t('new-package:withoutUserEnroll')} />
          </RadioGroup>
        </Field>
        <Field label={t('new-package:plainWay')} hint={t('new-package:plainWayHint')}>
          <RadioGroup
            layout="horizontal"
            value={String(plainWay)}
            onChange={(_event, data) => setPlainWay(data.value === 'true')}
          >
            <Radio value="false" label={t('new-package:plainWayNo')} />
            <Radio value="true" label={t('new-package:plainWayYes')} />
          </RadioGroup>
        </Field>
      </PlanSection>
      <PlanSection number={5} title={t('new-package:section.check')}>
        <Field
          label={isPcList ? t('new-package:typed') : t('new-package:typedPeople')}
          required={isTypedNeeded}
          hint={
            isPcList || most === null
              ? t('new-package:typedHint')
              : t('new-package:typedMost', { count: most, n: number(most) })
          }
          {...problemOf('typed')}
        >
          <Input
            id="typed"
            className={styles.narrow}
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={(_event, data) => setTyped(data.value)}
          />
        </Field>
      </PlanSection>
    </PlanPage>
  );
}
