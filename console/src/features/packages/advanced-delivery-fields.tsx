import { Badge, Checkbox, Field, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { WAYS, type Way } from '../../../../src/packages/model/ways.ts';
import type { Platform } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './advanced-delivery.module.css';
import type { AdvancedDelivery, problemOf } from './advanced-delivery.ts';
import { Described } from './described.tsx';

/** Which ways to enroll setup.ps1 may take, and where it looks for copies of the PIN that the carrier left. */
export function AdvancedDeliveryFields({
  platform,
  choice,
  problem,
  onChange,
}: {
  readonly platform: Platform;
  readonly choice: AdvancedDelivery;
  readonly problem: ReturnType<typeof problemOf>;
  readonly onChange: (choice: AdvancedDelivery) => void;
}) {
  const t = useTexts();
  const tick = (way: Way, isOn: boolean) =>
    onChange({ ...choice, ways: WAYS.filter((one) => (one === way ? isOn : choice.ways.includes(one))) });
  const said =
    problem === null
      ? {}
      : { validationMessage: t(`packages:delivery.problem.${problem.wrong}`, { value: problem.value }) };
  const wrongWays = problem?.wrong === 'ways' ? said : {};
  const wrongCaches = problem?.wrong === 'ways' ? {} : said;
  return (
    <>
      <Field label={t('packages:delivery.ways')} {...wrongWays}>
        <RadioGroup
          id="ways"
          value={choice.isAutomatic ? 'automatic' : 'chosen'}
          onChange={(_event, data) => onChange({ ...choice, isAutomatic: data.value === 'automatic' })}
        >
          <Described text={t('packages:delivery.automaticWhat')}>
            {(describedBy) => (
              <Radio value="automatic" label={t('packages:delivery.automatic')} aria-describedby={describedBy} />
            )}
          </Described>
          <Radio value="chosen" label={t('packages:delivery.chosen')} />
        </RadioGroup>
      </Field>
      {!choice.isAutomatic && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset inside the form's own section would draw a second frame
        <div className={styles.ways} role="group" aria-label={t('packages:delivery.ways')}>
          <p className={styles.what}>{t('packages:delivery.order')}</p>
          {WAYS.map((way) => (
            <Described key={way} text={t(`packages:delivery.wayWhat.${way}`)}>
              {(describedBy) => (
                <>
                  <Checkbox
                    checked={choice.ways.includes(way)}
                    label={t(`packages:delivery.way.${way}`)}
                    aria-describedby={describedBy}
                    onChange={(_event, data) => tick(way, data.checked === true)}
                  />
                  {way === 'baton-ppkg' && (
                    <Badge appearance="tint" color="warning" className="keep">
                      {t('packages:delivery.experimental')}
                    </Badge>
                  )}
                </>
              )}
            </Described>
          ))}
        </div>
      )}
      <Field label={t('packages:delivery.caches')} hint={t('packages:delivery.cachesHint')}>
        <RadioGroup
          id="caches"
          value={choice.caches}
          onChange={(_event, data) => onChange({ ...choice, caches: data.value as AdvancedDelivery['caches'] })}
        >
          <Described text={t(`packages:delivery.cachesOf.${platform}`)}>
            {(describedBy) => (
              <Radio value="known" label={t('packages:delivery.cachesKnown')} aria-describedby={describedBy} />
            )}
          </Described>
          <Radio value="these" label={t('packages:delivery.cachesThese')} />
          <Radio value="none" label={t('packages:delivery.cachesNone')} />
        </RadioGroup>
      </Field>
      {choice.caches === 'these' && (
        <Field
          className={styles.folders}
          label={{ children: t('packages:delivery.folders'), htmlFor: 'folders' }}
          hint={t('packages:delivery.foldersHint')}
          {...wrongCaches}
        >
          <Textarea
            id="folders"
            rows={3}
            maxLength={4400}
            placeholder="D:\EPM\sdmcache"
            value={choice.folders}
            onChange={(_event, data) => onChange({ ...choice, folders: data.value })}
          />
        </Field>
      )}
    </>
  );
}
