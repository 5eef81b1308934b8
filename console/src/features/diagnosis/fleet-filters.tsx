import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { FindingCount, ListOf, Package, Platform, Severity, StateCount, Text } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { FilterChips } from '../../ui/list-page.tsx';
import { TabLinks } from '../../ui/tab-links.tsx';
import { many, manyLike, renderUrlSearch, UUID, words } from '../../ui/url-search.ts';
import type { Filters } from '../../ui/use-filters.ts';
import { PLATFORMS } from '../../ui/vocabulary.ts';
import { SEVERITIES } from './severity-badge.tsx';

const ID = /^[A-Z][A-Z0-9_]{1,63}$/;

/** What the page of causes understands in a URL; the list of PCs takes the same and more, so that a filter stays when one changes the tab. */
export const CAUSES_RULES = {
  severity: many(SEVERITIES),
  platform: many(PLATFORMS),
  package: manyLike(UUID),
  state: manyLike(ID),
  verdict: manyLike(ID),
};

/** What the list of diagnosed PCs understands. */
export const FLEET_RULES = { ...CAUSES_RULES, q: words, finding: manyLike(ID), as: many(SEVERITIES) };

/** Causes over all PCs by these filters. */
export function useFindingCounts(query: Readonly<Record<string, readonly string[]>>) {
  return useQuery({
    queryKey: ['diagnosis-findings', query],
    queryFn: ({ signal }) => call<ListOf<FindingCount>>('GET', '/diagnosis/findings', { query, signal }),
  });
}

/** How many PCs are in each state. */
export function useStateCounts(query: Readonly<Record<string, readonly string[]>>) {
  const asked = { ...query, state: [] };
  return useQuery({
    queryKey: ['diagnosis-states', asked],
    queryFn: ({ signal }) => call<ListOf<StateCount>>('GET', '/diagnosis/states', { query: asked, signal }),
  });
}

function usePackages() {
  return useQuery({
    queryKey: ['packages', 'names'],
    queryFn: () => call<ListOf<Package>>('GET', '/packages', { query: { limit: 200 } }),
    staleTime: 60_000,
  }).data?.items;
}

const NO_QUERY = {};

/** The filters that both pages have. */
export function FleetFilterMenus({ filters }: { readonly filters: Filters }) {
  const t = useTexts();
  const say = useServerText();
  const packages = usePackages() ?? [];
  const states = useStateCounts(NO_QUERY).data?.items ?? [];
  return (
    <>
      <FilterMenu
        filters={filters}
        name="severity"
        text={t('diagnosis:severity')}
        choices={SEVERITIES.map((id) => ({ id, text: t(`severity.${id}`) }))}
      />
      <FilterMenu
        filters={filters}
        name="platform"
        text={t('diagnosis:platform')}
        choices={PLATFORMS.map((id) => ({ id, text: t(`platform.${id}`) }))}
      />
      {packages.length > 0 && (
        <FilterMenu
          filters={filters}
          name="package"
          text={t('kind.package')}
          choices={packages.map((item) => ({ id: item.id, text: item.name }))}
        />
      )}
      {states.length > 0 && (
        <FilterMenu
          filters={filters}
          name="state"
          text={t('diagnosis:state')}
          choices={states.map((item) => ({ id: item.id, text: say(item.title) }))}
        />
      )}
    </>
  );
}

/** What is filtered, in words. */
export function FleetChips({ filters }: { readonly filters: Filters }) {
  const t = useTexts();
  const say = useServerText();
  const packages = usePackages() ?? [];
  const states = useStateCounts(NO_QUERY).data?.items ?? [];
  const findings = useFindingCounts(NO_QUERY).data?.items ?? [];
  const titleOf = (items: readonly { readonly id: string; readonly title: Text }[], id: string) => {
    const item = items.find((known) => known.id === id);
    return item === undefined ? id : say(item.title);
  };
  const nameOf = (key: string, value: string) => {
    switch (key) {
      case 'q':
        return t('diagnosis:chip', { name: t('diagnosis:words'), value });
      case 'as':
        return t('diagnosis:chip', { name: t('diagnosis:findingAs'), value: t(`severity.${value as Severity}`) });
      case 'severity':
        return t('diagnosis:chip', { name: t('diagnosis:severity'), value: t(`severity.${value as Severity}`) });
      case 'platform':
        return t('diagnosis:chip', { name: t('diagnosis:platform'), value: t(`platform.${value as Platform}`) });
      case 'package':
        return t('diagnosis:chip', {
          name: t('kind.package'),
          value: packages.find((item) => item.id === value)?.name ?? `…${value.slice(-8)}`,
        });
      case 'state':
        return t('diagnosis:chip', { name: t('diagnosis:state'), value: titleOf(states, value) });
      case 'finding':
        return t('diagnosis:chip', { name: t('diagnosis:finding'), value: titleOf(findings, value) });
      case 'verdict':
        return t('diagnosis:chip', { name: t('diagnosis:verdict'), value: titleOf([...findings, ...states], value) });
      default:
        return null;
    }
  };
  return <FilterChips filters={filters} nameOf={nameOf} />;
}

/** The two pages about all PCs; the filters go along. */
export function FleetTabs({ filters }: { readonly filters: Filters }) {
  const t = useTexts();
  const search = renderUrlSearch(filters.known);
  const causes = Object.entries(filters.known).filter(([key]) => Object.hasOwn(CAUSES_RULES, key));
  return (
    <TabLinks
      label={t('nav.diagnosis')}
      tabs={[
        { text: t('nav.causes'), to: `/diagnosis${renderUrlSearch(Object.fromEntries(causes))}` },
        { text: t('diagnosis:tabPcs'), to: `/diagnosis/pcs${search}` },
      ]}
    />
  );
}
