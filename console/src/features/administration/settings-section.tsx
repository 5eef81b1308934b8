import { Button, Input, Select, Switch } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import type { ListOf, Setting } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { ChangedBy } from './changed-by.tsx';
import { isShownSetting, type ShownSetting } from './setting-keys.ts';
import styles from './settings-page.module.css';

type Value = string | boolean;

/** What stands in a field, and the value that was read when it was changed. */
interface Change {
  readonly value: Value;
  readonly was: unknown;
}

/** The field's number, also in full-width digits; anything else stays text, which the server refuses with its reason. */
function toStored(value: Value, setting: Setting): unknown {
  if (typeof setting.default !== 'number' || typeof value !== 'string') return value;
  const plain = value.normalize('NFKC').replace(/[,\s]/g, '');
  return /^\d{1,9}$/.test(plain) ? Number(plain) : value;
}

function toField(value: unknown): Value {
  return typeof value === 'boolean' ? value : String(value);
}

/** One section of settings: one form, one save. */
export function SettingsSection({
  title,
  settings,
}: {
  readonly title: string;
  readonly settings: readonly Setting[];
}) {
  const t = useTexts();
  const id = useId();
  const client = useQueryClient();
  const [changes, setChanges] = useState<Readonly<Record<string, Change>>>({});
  const [error, setError] = useState<unknown>(null);
  const changed = settings.filter(
    ({ key, value }) => changes[key] !== undefined && changes[key].value !== toField(value),
  );
  const save = async () => {
    setError(null);
    const body = Object.fromEntries(
      changed.map((setting) => {
        const { value, was } = changes[setting.key] ?? { value: '', was: setting.value };
        return [setting.key, { value: toStored(value, setting), was }];
      }),
    );
    const former = Object.fromEntries(
      Object.entries(body).map(([key, { value, was }]) => [key, { value: was, was: value }]),
    );
    const store = async (values: Readonly<Record<string, unknown>>) => {
      await call('PATCH', '/settings', { body: values });
      await client.invalidateQueries({ queryKey: ['settings'] });
      setChanges({});
    };
    try {
      await store(body);
      showToast(t('saved', { name: title }), () => void store(former).catch(setError));
    } catch (failure) {
      setError(failure);
      if (!(failure instanceof ApiError) || failure.code !== 'SETTING_CHANGED') return;
      // what another has set is read now: saving once more replaces it knowingly
      const { items } = await client.fetchQuery({
        queryKey: ['settings'],
        queryFn: () => call<ListOf<Setting>>('GET', '/settings'),
        staleTime: 0,
      });
      const now = new Map(items.map((item) => [item.key, item.value]));
      setChanges((old) =>
        Object.fromEntries(Object.entries(old).map(([key, change]) => [key, { ...change, was: now.get(key) }])),
      );
    }
  };
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {settings.map((setting) => {
        const { key } = setting;
        if (!isShownSetting(key)) return null;
        return (
          <div key={key} className={styles.row}>
            <div>
              <label htmlFor={`${id}-${key}`}>{t(`admin:setting.${key.replace('.', '_') as KeyOf<typeof key>}`)}</label>
              <div>
                <ChangedBy setting={setting} />
              </div>
            </div>
            <SettingField
              id={`${id}-${key}`}
              setting={setting}
              value={changes[key]?.value ?? toField(setting.value)}
              onChange={(value) =>
                setChanges({ ...changes, [key]: { value, was: changes[key]?.was ?? setting.value } })
              }
            />
          </div>
        );
      })}
      <ActionError error={error} />
      <div className={styles.buttons}>
        <ActionButton disabled={changed.length === 0} onClick={() => void save()}>
          {t('save')}
        </ActionButton>
        <Button disabled={changed.length === 0} onClick={() => setChanges({})}>
          {t('undo')}
        </Button>
      </div>
    </section>
  );
}

type KeyOf<Key extends ShownSetting> = Key extends `${infer Room}.${infer Name}` ? `${Room}_${Name}` : never;

function SettingField({
  id,
  setting,
  value,
  onChange,
}: {
  readonly id: string;
  readonly setting: Setting;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const t = useTexts();
  const isReadOnly = !useIsAdministrator();
  if (typeof value === 'boolean') {
    return (
      <Switch
        id={id}
        checked={value}
        disabled={isReadOnly}
        label={value ? t('admin:on') : t('admin:off')}
        onChange={(_event, data) => onChange(data.checked)}
      />
    );
  }
  if (setting.key === 'enrollment.sharedMatch') {
    return (
      <Select id={id} value={value} disabled={isReadOnly} onChange={(_event, data) => onChange(data.value)}>
        <option value="strict">{t('admin:sharedMatchStrict')}</option>
        <option value="name">{t('admin:sharedMatchName')}</option>
      </Select>
    );
  }
  return (
    <Input
      id={id}
      inputMode="numeric"
      maxLength={9}
      readOnly={isReadOnly}
      value={value}
      onChange={(_event, data) => onChange(data.value)}
    />
  );
}
