import { useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { PcDiagnosisView, usePcDiagnosis } from './pc-diagnosis-view.tsx';

/** A PC that is known by name only: it showed a PIN and sent evidence, and no claim was accepted. */
export function PcDiagnosisPage() {
  const t = useTexts();
  const { pc = '' } = useParams({ strict: false });
  const { data } = usePcDiagnosis(pc);
  const name = data?.name ?? pc.split(':').at(-1) ?? pc;
  return (
    <>
      <PageHeader
        title={name}
        parents={[
          { text: t('nav.causes'), to: '/diagnosis' },
          { text: t('diagnosis:tabPcs'), to: '/diagnosis/pcs' },
        ]}
      />
      <PcDiagnosisView pc={pc} name={name} />
    </>
  );
}
