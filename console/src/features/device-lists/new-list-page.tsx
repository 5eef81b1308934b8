import { Button, Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { DeviceList, ListOf, ListSource } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { DropFile } from '../imports/drop-file.tsx';
import { uploadCsv } from '../imports/use-import.ts';
import styles from './lists.module.css';
import { UndoDialog } from './undo-dialog.tsx';

const SHOWN = 30;

/** A device list of a console: which one, how to export it, the file; below, the lists that are in use. */
export function NewListPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const isAdministrator = useIsAdministrator();
  const [source, setSource] = useState<ListSource>('intune');
  return (
    <>
      <PageHeader title={t('labels:newList')} parents={[{ text: t('nav.labels'), to: '/diagnosis/labels' }]} />
      {isAdministrator ? (
        <div className={styles.form}>
          <Field label={t('labels:which')}>
            <RadioGroup
              layout="horizontal"
              value={source}
              onChange={(_event, data) => setSource(data.value as ListSource)}
            >
              <Radio value="intune" label={t('labels:source.intune')} />
              <Radio value="configmgr" label={t('labels:source.configmgr')} />
            </RadioGroup>
          </Field>
          <p>{t(`labels:how.${source}`)}</p>
          <DropFile
            text={t('labels:drop')}
            isPrimary
            accept=".csv,.txt,.tsv,.json,.zip,text/csv,application/json,application/zip"
            onFile={async (file) => goTo(`/diagnosis/lists/${(await uploadCsv(source, file)).id}`)}
          />
        </div>
      ) : (
        <p>{t('needsAdministrator')}</p>
      )}
      <UsedLists />
    </>
  );
}

/** Lists that were taken over; each can be taken back as a whole. */
function UsedLists() {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [undoing, setUndoing] = useState<DeviceList | null>(null);
  const lists = useQuery({
    queryKey: ['device-lists'],
    queryFn: ({ signal }) => call<ListOf<DeviceList>>('GET', '/device-lists', { query: { limit: SHOWN }, signal }),
  });
  useLive(['imports'], () => void lists.refetch());
  const items = lists.data?.items;
  const number = (value: number) => formatNumber(value, language);
  return (
    <div className={styles.used}>
      <h2>{t('labels:used')}</h2>
      {lists.error !== null && <LoadError error={lists.error} onRetry={() => void lists.refetch()} />}
      {items === undefined && lists.error === null && <Loading rows={4} />}
      {items?.length === 0 && <p>{t('labels:noneUsed')}</p>}
      {items !== undefined && items.length > 0 && (
        <PlainTable
          label={t('labels:used')}
          heads={[
            t('labels:file'),
            t('labels:column.source'),
            t('labels:column.exported'),
            t('labels:rowsHead'),
            t('labels:pcsHead'),
            t('labels:inForce'),
            t('labels:usedBy'),
            t('labels:usedAt'),
            t('labels:action'),
          ]}
          rows={items.map((item) => ({
            key: item.id,
            cells: [
              <AppLink key="file" href={`/diagnosis/lists/${item.id}`}>
                {item.fileName}
              </AppLink>,
              t(`labels:source.${item.source}`),
              <Moment key="exported" at={item.exportedAt} />,
              <span key="rows" className="keep">
                {number(item.rows)}
              </span>,
              <span key="pcs" className="keep">
                {number(item.pcs)}
              </span>,
              <span key="force" className="keep">
                {number(item.inForce)}
              </span>,
              item.usedBy,
              <Moment key="at" at={item.usedAt} />,
              item.undoneAt !== null ? (
                <span key="undone">{t('labels:undone', { name: item.undoneBy ?? '' })}</span>
              ) : isAdministrator ? (
                <Button
                  key="undo"
                  size="small"
                  aria-label={t('labels:undoOf', { file: item.fileName })}
                  onClick={() => setUndoing(item)}
                >
                  {t('labels:undo')}
                </Button>
              ) : (
                t('labels:inUse')
              ),
            ],
          }))}
        />
      )}
      {undoing !== null && (
        <UndoDialog
          list={undoing}
          onUndone={() => void client.invalidateQueries({ queryKey: ['device-lists'] })}
          onClose={() => setUndoing(null)}
        />
      )}
    </div>
  );
}
