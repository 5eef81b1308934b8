import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { INTENTION_FILTERS, type IntentionWord } from './intention-words.ts';

/** Says what PCs are meant to become; that changes what counts as an error, so they are diagnosed anew. */
export function IntentionDialog({
  ids,
  title,
  current,
  onClose,
}: {
  readonly ids: readonly string[];
  readonly title: string;
  /** What is said of the PC itself; nothing is chosen where several are meant. */
  readonly current: IntentionWord | 'none' | null;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(current);
  const save = async () => {
    const { changed } = await call<{ changed: number }>('POST', '/devices/intentions', {
      body: { ids, intention: chosen === 'none' ? null : chosen },
    });
    await client.invalidateQueries({ predicate: ({ queryKey }) => AFFECTED.has(String(queryKey[0])) });
    showToast(
      changed === 0
        ? t('devices:intentionSame')
        : t('devices:intentionSaved', { count: changed, n: formatNumber(changed, language) }),
    );
  };
  return (
    <ConfirmDialog
      title={title}
      action={t('devices:intentionSave')}
      isBlocked={chosen === null}
      onConfirm={save}
      onClose={onClose}
    >
      <Field label={t('devices:column.intention')} hint={t('devices:intentionWhy')}>
        <RadioGroup value={chosen ?? ''} onChange={(_event, data) => setChosen(data.value)}>
          {INTENTION_FILTERS.map((id) => (
            <Radio
              key={id}
              value={id}
              label={id === 'none' ? t('devices:intentionTakeBack') : t(`devices:intention.${id}`)}
            />
          ))}
        </RadioGroup>
      </Field>
    </ConfirmDialog>
  );
}

/** What of the screen is made of intentions. */
export const AFFECTED = new Set(['device', 'diagnosis', 'list', 'group-intentions', 'diagnosis-findings']);
