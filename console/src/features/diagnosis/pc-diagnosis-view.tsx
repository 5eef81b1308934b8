import { Button } from '@fluentui/react-components';
import { DocumentSearch20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { ApiError, call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { EvidenceItem, PcDiagnosis, PcLabels, Place } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { like } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import { diagnosisHref, evidenceHref } from './addresses.ts';
import { CollectHelp } from './collect-help.tsx';
import { DiagnosisView } from './diagnosis-view.tsx';
import { DownloadButton } from './download-button.tsx';
import { EvidenceDoubts, EvidenceList } from './evidence-list.tsx';
import { FindingHistory } from './finding-history.tsx';
import { HandIn } from './hand-in.tsx';
import styles from './pc-diagnosis-view.module.css';
import { PlaceHref } from './places.tsx';

/** What the server calls an evidence file in places. */
const EVIDENCE_FILE = 'evidence.json';
const RULES = { answer: like(/^[a-z0-9-]{1,64}$/) };

/** Reads what is known of a PC by its evidence, again whenever something of the PC changed. */
export function usePcDiagnosis(pc: string) {
  const query = useQuery({
    queryKey: ['diagnosis', pc],
    queryFn: ({ signal }) => call<PcDiagnosis>('GET', `/diagnosis/pcs/${encodeURIComponent(pc)}`, { signal }),
  });
  const deviceId = pc.startsWith('d:') ? pc.slice(2) : null;
  useLive(['devices'], (ids) => {
    if (ids.size === 0 || (deviceId !== null && ids.has(deviceId))) void query.refetch();
  });
  return query;
}

/** Why a PC is not where it should be; without evidence, how to collect some. */
export function PcDiagnosisView({ pc, name }: { readonly pc: string; readonly name: string }) {
  const query = usePcDiagnosis(pc);
  const { data, error } = query;
  if (error instanceof ApiError && error.status === 404) return <CollectHelp pc={pc} name={name} />;
  if (error !== null && data === undefined) return <LoadError error={error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return <Loading rows={14} />;
  return <KnownPc known={data} />;
}

function KnownPc({ known }: { readonly known: PcDiagnosis }) {
  const t = useTexts();
  const filters = useFilters(RULES);
  const newest = known.evidence[0];
  // what a device list says of the PC stands in no evidence file
  const hrefOf = (place: Place) =>
    newest === undefined || place.file.split('#')[0] !== EVIDENCE_FILE
      ? null
      : evidenceHref(known.pc, newest.id, place);
  return (
    <PlaceHref value={hrefOf}>
      <DiagnosisView
        diagnosis={known.diagnosis}
        openAnswer={filters.first('answer')}
        answerHref={(id) => `${diagnosisHref(known.pc)}?answer=${id}`}
        under={newest !== undefined && <EvidenceLine known={known} newest={newest} />}
        aside={
          <>
            <EvidenceList known={known} />
            <LabelsLink known={known} />
            {known.deviceId !== null && (
              <details className={styles.handInMore}>
                <summary>{t('diagnosis:handIn.title')}</summary>
                <p>{t('diagnosis:handIn.how')}</p>
                <HandIn deviceId={known.deviceId} name={known.name} />
              </details>
            )}
          </>
        }
      />
      <FindingHistory history={known.history} />
    </PlaceHref>
  );
}

/** What consoles show of this PC and is not so; nothing where no list says anything of it. */
function LabelsLink({ known }: { readonly known: PcDiagnosis }) {
  const t = useTexts();
  const query = useQuery({
    queryKey: ['labels', known.pc],
    queryFn: ({ signal }) => call<PcLabels>('GET', `/labels/pcs/${encodeURIComponent(known.pc)}`, { signal }),
  });
  const labels = query.data?.labels ?? [];
  const [first] = labels;
  if (first === undefined) return null;
  const wrong = labels.filter(({ judgement }) => judgement === 'false');
  const shown = wrong[0] ?? first;
  const judgement = ['false', 'unproven', 'fits'].map((id) => `judgement=${id}`).join('&');
  const open = encodeURIComponent(`${known.pc} ${shown.source}`);
  return (
    <p className={wrong.length > 0 ? styles.warn : 'second'}>
      {t('diagnosis:labelsOf', { count: wrong.length })}{' '}
      <AppLink href={`/diagnosis/labels?q=${encodeURIComponent(known.name)}&${judgement}&open=${open}`}>
        {t('diagnosis:labelsOpen')}
      </AppLink>
    </p>
  );
}

/** How old the evidence behind the verdict is, what speaks against it, and the evidence itself. */
function EvidenceLine({ known, newest }: { readonly known: PcDiagnosis; readonly newest: EvidenceItem }) {
  const t = useTexts();
  const goTo = useGoTo();
  return (
    <>
      <EvidenceDoubts item={newest} />
      <div className={styles.bar}>
        <span>
          {t('diagnosis:received')} <Moment at={newest.lastAt} />
          {newest.collectedAt !== null && (
            <>
              {' · '}
              {t('diagnosis:collected')} <Moment at={newest.collectedAt} as="second" />
            </>
          )}
        </span>
        <span className={styles.actions}>
          <Button icon={<DocumentSearch20Regular />} onClick={() => goTo(evidenceHref(known.pc, newest.id))}>
            {t('diagnosis:openEvidence')}
          </Button>
          <DownloadButton pc={known.pc} evidence={newest.id} />
        </span>
      </div>
    </>
  );
}
