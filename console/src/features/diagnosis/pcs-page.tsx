import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import type { DiagnosedPc } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { ExportDialog } from '../../ui/export-dialog.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { diagnosisHref } from './addresses.ts';
import { FLEET_RULES, FleetChips, FleetFilterMenus, FleetTabs } from './fleet-filters.tsx';
import { SEVERITIES, SeverityBadge } from './severity-badge.tsx';

const DROP_ORDER = ['proof', 'findings', 'evidence', 'state'];
const keyOf = (pc: DiagnosedPc) => pc.pc;

/** Every PC that was diagnosed, those in trouble first. */
export function DiagnosedPcsPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(FLEET_RULES);
  const query = useMemo(() => apiQuery(filters.known), [filters.known]);
  const list = useList<DiagnosedPc>({ path: '/diagnosis/pcs', query, topics: ['devices'], keyOf });
  const [isExporting, setExporting] = useState(false);
  const columns = useColumns();
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <ListPage
        list={list}
        isFiltered={isFiltered || filters.unknown.length > 0}
        onClear={filters.clear}
        header={(filterRow) => (
          <PageHeader
            filters={filterRow}
            title={t('diagnosis:pcsTitle')}
            parents={[{ text: t('nav.causes'), to: '/diagnosis' }]}
            crumb={t('diagnosis:tabPcs')}
            asOf={list.asOf}
            isLive
            actions={
              <Button icon={<ArrowDownload20Regular />} onClick={() => setExporting(true)}>
                {t('export')}
              </Button>
            }
          />
        )}
        filterRow={
          <>
            <SearchField filters={filters} label={t('diagnosis:searchPcs')} />
            <FleetFilterMenus filters={filters} />
          </>
        }
        chips={
          <>
            <FleetChips filters={filters} />
            <FleetTabs filters={filters} />
          </>
        }
        countText={(total, n) => t('pcs', { count: total, n })}
        empty={isFiltered ? t('diagnosis:noPcMatches') : t('diagnosis:noCauseAtAll')}
      >
        <Grid
          name="diagnosed-pcs"
          label={t('diagnosis:pcsTitle')}
          columns={columns}
          dropOrder={DROP_ORDER}
          list={list}
          keyOf={keyOf}
          onOpen={(pc) => goTo(diagnosisHref(pc.pc))}
        />
      </ListPage>
      {isExporting && (
        <ExportDialog
          path="/diagnosis/pcs/export"
          query={query}
          title={t('diagnosis:exportTitle')}
          columns={[
            'name',
            'severity',
            'verdict',
            'state',
            'confidence',
            'proof',
            'evidence',
            'findings',
            'verdictId',
            'stateId',
            'id',
          ]}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

function useColumns(): readonly GridColumn<DiagnosedPc>[] {
  const t = useTexts();
  const say = useServerText();
  return useMemo(
    () => [
      {
        id: 'name',
        title: 'PC',
        width: 168,
        cell: (pc) => (
          <AppLink href={diagnosisHref(pc.pc)} tabIndex={-1} className="keep">
            {pc.name}
          </AppLink>
        ),
      },
      {
        id: 'severity',
        title: t('diagnosis:severity'),
        width: badgeWidth(SEVERITIES.map((id) => t(`severity.${id}`))),
        cell: (pc) => <SeverityBadge severity={pc.verdict.severity} />,
      },
      {
        id: 'verdict',
        title: t('diagnosis:verdict'),
        width: 400,
        cell: (pc) => <span title={say(pc.verdict.title)}>{say(pc.verdict.title)}</span>,
      },
      {
        id: 'state',
        title: t('diagnosis:state'),
        width: 250,
        cell: (pc) => <span title={say(pc.state.title)}>{say(pc.state.title)}</span>,
      },
      {
        id: 'findings',
        title: t('diagnosis:findings'),
        width: 80,
        isNumber: true,
        cell: (pc) => (
          <span title={pc.findings.map((finding) => say(finding.title)).join(' / ')}>{pc.findings.length}</span>
        ),
      },
      {
        id: 'evidence',
        title: t('diagnosis:received'),
        width: 128,
        cell: (pc) => <Moment at={pc.evidenceAt} />,
      },
      {
        id: 'proof',
        title: t('diagnosis:proofHead'),
        width: 128,
        cell: (pc) => <span>{t(`diagnosis:proof.${pc.proof}`)}</span>,
      },
    ],
    [t, say],
  );
}
