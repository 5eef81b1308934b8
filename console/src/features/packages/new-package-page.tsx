import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Radio,
  RadioGroup,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CARRIER_GUIDES } from '../../../../src/packages/model/carrier-steps.ts';
import { ApiError, call } from '../../api/client.ts';
import type { ListOf, Package, Platform, Setting, TargetPreview } from '../../api/types.ts';
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
import { CarrierField } from './carrier-field.tsx';
import { EnrollSection } from './enroll-section.tsx';
import styles from './new-package-page.module.css';
import { bodyOf, emptyForm, type FormPart, type PackageForm, problemsOf, readForm } from './package-form.ts';
import { PackageLimits, useHours } from './package-limits.tsx';
import { StoppedFunctions } from './stopped-functions.tsx';
import { TargetPicker } from './target-picker.tsx';
import { TargetRules } from './target-rules.tsx';

/** `list`: the id of a checked list of PCs, as an import's page leads here. */
const RULES = { list: like(UUID) };

/** Makes a distribution package: platform, carrier, who, where; what stops is said before anything can be made, and the number of PCs is typed. */
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

function NewPackageForm({ settings }: { readonly settings: ReadonlyMap<string, unknown> }) {
  const t = useTexts();
  const language = useLanguage();
  const goTo = useGoTo();
  const hours = useHours();
  const initialList = useFilters(RULES).first('list') ?? null;
  const number = (value: number) => formatNumber(value, language);
  const isOff = settings.get('enrollment.pinEnabled') === false;
  const [form, setForm] = useState(() => emptyForm(settings));
  const [isTried, setTried] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { target } = form;
  const perUser = readForm(form, null).pcsPerUser;
  const preview = useQuery({
    queryKey: ['preview', target, target?.kind === 'pcs' ? 0 : perUser],
    queryFn: ({ signal }) =>
      call<TargetPreview>('POST', '/packages/preview', {
        body: { target, ...(perUser >= 1 && perUser <= 100 ? { pcsPerUser: perUser } : {}) },
        signal,
      }),
    enabled: target !== null,
  });
  const read = readForm(form, preview.data ?? null);
  const problems = problemsOf(form, read, t, number);
  const change = (fields: Partial<PackageForm>) => setForm((before) => ({ ...before, ...fields }));
  const problemOf = (field: string) => {
    const text = isTried ? problems.find((problem) => problem.field === field)?.text : undefined;
    return text === undefined ? {} : { validationMessage: text };
  };
  const part: FormPart = { form, read, isTried, problemOf, onChange: change };
  const guide = CARRIER_GUIDES.find((one) => one.id === read.carrier);
  const make = async () => {
    setTried(true);
    if (problems.length > 0 || target === null) {
      requestAnimationFrame(() => document.getElementById('problems')?.focus());
      return;
    }
    setRunning(true);
    setError(null);
    try {
      const pkg = await call<Package>('POST', '/packages', { body: bodyOf(form, target, read) });
      showToast(t('new-package:made', { name: pkg.name }));
      goTo(`/packages/${pkg.id}/steps`);
    } catch (failure) {
      setError(failure);
      setRunning(false);
      if (failure instanceof ApiError) document.querySelector<HTMLElement>('[data-action-error]')?.focus();
    }
  };
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
            [t('packages:column.platform'), t(`platform.${form.platform}`)],
            [t('packages:delivery.carrier'), guide?.choice[language] ?? read.carrier],
            [t('new-package:stopped'), form.platform === 'configmgr' ? t('new-package:stoppedCount') : t('none')],
            [t('new-package:target'), form.targetText === '' ? t('new-package:notChosen') : form.targetText],
            [
              t('packages:column.planned'),
              read.count === null || Number.isNaN(read.count)
                ? t('handOver.unknown')
                : t('pcs', { count: read.count, n: number(read.count) }),
            ],
            [t('new-package:validity'), t('new-package:fromDownload', { duration: hours(form.validity) })],
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
            value={form.name}
            onChange={(_event, data) => change({ name: data.value })}
          />
        </Field>
        <Field label={t('packages:column.platform')}>
          <RadioGroup
            layout="horizontal"
            value={form.platform}
            onChange={(_event, data) => change({ platform: data.value as Platform, carrier: null })}
          >
            <Radio value="configmgr" label={t('platform.configmgr')} />
            <Radio value="epm" label={t('platform.epm')} />
            <Radio value="none" label={t('platform.none')} />
          </RadioGroup>
        </Field>
      </PlanSection>
      <PlanSection number={2} title={t('new-package:section.stops')}>
        <StoppedFunctions platform={form.platform} />
      </PlanSection>
      <PlanSection number={3} title={t('new-package:section.carrier')}>
        <CarrierField
          platform={form.platform}
          carrier={read.carrier}
          canClaimAsPc
          onChange={(carrier) => change({ carrier })}
        />
      </PlanSection>
      <PlanSection number={4} title={t('new-package:section.target')}>
        <TargetPicker
          initialList={initialList}
          target={target}
          preview={preview.data ?? null}
          previewError={preview.error}
          onChange={(next, text) => change({ target: next, targetText: text })}
        />
        <TargetRules {...part} />
      </PlanSection>
      <PlanSection number={5} title={t('new-package:section.where')}>
        <PackageLimits {...part} />
      </PlanSection>
      <PlanSection number={6} title={t('new-package:section.ways')}>
        <EnrollSection {...part} />
      </PlanSection>
      <PlanSection number={7} title={t('new-package:section.check')}>
        <Field
          label={read.isPcList ? t('new-package:typed') : t('new-package:typedPeople')}
          required={form.platform === 'configmgr'}
          hint={
            read.isPcList || read.most === null
              ? t('new-package:typedHint')
              : t('new-package:typedMost', { count: read.most, n: number(read.most) })
          }
          {...problemOf('typed')}
        >
          <Input
            id="typed"
            className={styles.narrow}
            inputMode="numeric"
            autoComplete="off"
            value={form.typed}
            onChange={(_event, data) => change({ typed: data.value })}
          />
        </Field>
      </PlanSection>
    </PlanPage>
  );
}
