import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { call } from '../../api/client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { useFilters } from '../../ui/use-filters.ts';
import { diagnosisHref } from './addresses.ts';
import { DownloadButton } from './download-button.tsx';
import { EvidenceDoubts } from './evidence-list.tsx';
import styles from './evidence-page.module.css';
import { usePcDiagnosis } from './pc-diagnosis-view.tsx';
import { useMarks } from './use-marks.ts';
import { findPlace } from './viewer/find-place.ts';
import { readEvidenceFile } from './viewer/read-evidence-file.ts';
import { VIEWER_RULES, Viewer } from './viewer/viewer.tsx';

/** One evidence file of a PC: its logs, events, registry and outputs, and in them what findings point at. */
export function EvidencePage() {
  const t = useTexts();
  const { pc = '', evidence = '' } = useParams({ strict: false });
  const filters = useFilters(VIEWER_RULES);
  const known = usePcDiagnosis(pc);
  const path = `/diagnosis/pcs/${encodeURIComponent(pc)}/evidence/${encodeURIComponent(evidence)}`;
  const content = useQuery({
    queryKey: ['evidence', pc, evidence],
    queryFn: ({ signal }) => call<unknown>('GET', path, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const files = useMemo(() => (content.data === undefined ? null : readEvidenceFile(content.data)), [content.data]);
  const item = known.data?.evidence.find(({ id }) => id === evidence);
  // findings speak of the newest evidence only
  const isNewest = known.data?.evidence[0]?.id === evidence;
  const marks = useMarks(files, isNewest ? known.data?.diagnosis : undefined);
  const find = filters.first('find');
  const at = filters.first('at');
  const isWanted = find !== null && filters.first('line') === null;
  const { setAll } = filters;
  useEffect(() => {
    if (!isWanted || files === null) return;
    const place = findPlace(files, { file: '', line: null, time: at, text: find ?? '' });
    if (place !== null)
      setAll({ file: [place.file], line: place.line === null ? [] : [String(place.line)], find: [], at: [] });
  }, [isWanted, files, find, at, setAll]);
  const name = known.data?.name ?? '';
  const isDevice = pc.startsWith('d:');
  return (
    <div className={styles.page}>
      <PageHeader
        title={known.data === undefined && known.error === null ? '' : t('diagnosis:evidenceTitle', { name })}
        crumb={t('diagnosis:evidenceFiles')}
        parents={[
          isDevice ? { text: t('nav.devices'), to: '/devices' } : { text: t('diagnosis:tabPcs'), to: '/diagnosis/pcs' },
          { text: name === '' ? t('nav.diagnosis') : name, to: diagnosisHref(pc) },
        ]}
        actions={<DownloadButton pc={pc} evidence={evidence} />}
      />
      {item !== undefined && <EvidenceDoubts item={item} />}
      {isWanted && files !== null && <p className={styles.note}>{t('diagnosis:placeNotFound', { text: find })}</p>}
      {content.error !== null && <LoadError error={content.error} onRetry={() => void content.refetch()} />}
      {files === null && content.error === null && <Loading rows={14} />}
      {files !== null && <Viewer files={files} marks={marks} filters={filters} />}
    </div>
  );
}
