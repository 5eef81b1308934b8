import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Select,
} from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Group, GroupIntention, ListOf } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './group-intentions.module.css';
import { AFFECTED } from './intention-dialog.tsx';
import { INTENTIONS, type IntentionWord } from './intention-words.ts';

/** What the PCs of groups' people are meant to become: who comes into the group later is meant too. */
export function GroupIntentions({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [group, setGroup] = useState('');
  const [intention, setIntention] = useState<IntentionWord>('intune');
  const [error, setError] = useState<unknown>(null);
  const known = useQuery({
    queryKey: ['group-intentions'],
    queryFn: ({ signal }) => call<ListOf<GroupIntention>>('GET', '/devices/intentions/groups', { signal }),
  });
  const groups = useQuery({
    queryKey: ['groups', words],
    queryFn: ({ signal }) => call<ListOf<Group>>('GET', '/groups', { query: { q: words, limit: 200 }, signal }),
  });
  const change = async (id: string, name: string, next: IntentionWord | null) => {
    setError(null);
    try {
      await call('PUT', `/devices/intentions/groups/${id}`, { body: { intention: next } });
      await client.invalidateQueries({ predicate: ({ queryKey }) => AFFECTED.has(String(queryKey[0])) });
      setGroup('');
      showToast(t('devices:groupIntentionSaved', { name }));
    } catch (failure) {
      setError(failure);
    }
  };
  const found = groups.data?.items ?? [];
  const chosen = found.find((item) => item.id === group);
  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('devices:groupIntentions')}</DialogTitle>
          <DialogContent>
            <p>{t('devices:groupIntentionsWhat')}</p>
            {known.error !== null && <LoadError error={known.error} onRetry={() => void known.refetch()} />}
            {known.data === undefined && known.error === null && <Loading rows={2} />}
            {known.data?.items.length === 0 && <p className="second">{t('devices:groupIntentionsNone')}</p>}
            <ul className={styles.items}>
              {known.data?.items.map((item) => (
                <li key={item.id} className={styles.item}>
                  <span>
                    <strong>{item.name}</strong> {t(`devices:intention.${item.intention}`)}
                    {' · '}
                    {t('pcs', { count: item.pcs, n: formatNumber(item.pcs, language) })}
                    <br />
                    <span className="second">
                      {item.setBy} <Moment at={item.setAt} as="minute" />
                    </span>
                  </span>
                  <ActionButton
                    size="small"
                    aria-label={t('devices:groupIntentionRemove', { name: item.name })}
                    onClick={() => void change(item.id, item.name, null)}
                  >
                    {t('devices:intentionTakeBackShort')}
                  </ActionButton>
                </li>
              ))}
            </ul>
            <div className={styles.form}>
              <Field label={t('devices:groupSearch')}>
                <Input type="search" value={words} onChange={(_event, data) => setWords(data.value)} />
              </Field>
              <Field label={t('devices:group')}>
                <Select value={group} onChange={(_event, data) => setGroup(data.value)}>
                  <option value="">{t('devices:groupChoose')}</option>
                  {found.map((item) => (
                    <option key={item.id} value={item.id}>
                      {item.name}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field label={t('devices:column.intention')}>
                <Select
                  value={intention}
                  onChange={(_event, data) => setIntention(INTENTIONS.find((id) => id === data.value) ?? 'intune')}
                >
                  {INTENTIONS.map((id) => (
                    <option key={id} value={id}>
                      {t(`devices:intention.${id}`)}
                    </option>
                  ))}
                </Select>
              </Field>
              <ActionButton
                appearance="primary"
                blockedWhy={chosen === undefined ? t('devices:groupChoose') : null}
                onClick={() => chosen !== undefined && void change(chosen.id, chosen.name, intention)}
              >
                {t('devices:intentionSave')}
              </ActionButton>
            </div>
            <ActionError error={error} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
