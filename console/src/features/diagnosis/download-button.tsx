import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { saveFile } from '../../api/client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionError } from '../../ui/states.tsx';

/** Saves one evidence file as it was sent. */
export function DownloadButton({ pc, evidence }: { readonly pc: string; readonly evidence: string }) {
  const t = useTexts();
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setError(null);
    try {
      await saveFile('GET', `/diagnosis/pcs/${encodeURIComponent(pc)}/evidence/${encodeURIComponent(evidence)}`);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <Button icon={<ArrowDownload20Regular />} onClick={() => void save()}>
        {t('diagnosis:download')}
      </Button>
      <ActionError error={error} />
    </>
  );
}
