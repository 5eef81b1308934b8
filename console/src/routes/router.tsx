import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { Shell } from '../features/shell/shell.tsx';
import { loadTexts, type TextFile } from '../i18n/texts.ts';
import { parseUrlSearch, renderUrlSearch } from '../ui/url-search.ts';
import { NotFound, PageError, PagePending } from './page-states.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** A page with its texts: both are loaded when it is first opened. */
function page<Module extends Record<Name, ComponentType>, Name extends string & keyof Module>(
  path: string,
  texts: readonly TextFile[],
  read: () => Promise<Module>,
  name: Name,
): AnyRoute {
  return createRoute({
    getParentRoute: () => root,
    path,
    loader: () => loadTexts(...texts),
    component: lazyRouteComponent(read as () => Promise<Record<string, ComponentType>>, name),
  }) as unknown as AnyRoute;
}

/** An address that leads on to its first page. */
function leadsTo(path: string, to: (params: Record<string, string>) => string): AnyRoute {
  return createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: to(params as Record<string, string>), search: true, replace: true });
    },
  }) as unknown as AnyRoute;
}

const packages = () => import('../features/packages/packages-page.tsx');
const newPackage = () => import('../features/packages/new-package-page.tsx');
const packagePcs = () => import('../features/packages/package-pcs-page.tsx');
const onePackage = () => import('../features/packages/package-page.tsx');
const devices = () => import('../features/devices/devices-page.tsx');
const device = () => import('../features/devices/device-page.tsx');
const duplicates = () => import('../features/duplicates/duplicates-page.tsx');
const oneDuplicate = () => import('../features/duplicates/duplicate-page.tsx');
const duplicateRules = () => import('../features/duplicates/rules-page.tsx');
const attempts = () => import('../features/attempts/attempts-page.tsx');
const causes = () => import('../features/diagnosis/causes-page.tsx');
const diagnosedPcs = () => import('../features/diagnosis/pcs-page.tsx');
const pcDiagnosis = () => import('../features/diagnosis/pc-diagnosis-page.tsx');
const deviceDiagnosis = () => import('../features/diagnosis/device-diagnosis-page.tsx');
const evidence = () => import('../features/diagnosis/evidence-page.tsx');
const tryFiles = () => import('../features/diagnosis/try-page.tsx');
const answers = () => import('../features/diagnosis/answers-page.tsx');
const labels = () => import('../features/device-lists/labels-page.tsx');
const newDeviceList = () => import('../features/device-lists/new-list-page.tsx');
const deviceList = () => import('../features/device-lists/device-list-page.tsx');
const users = () => import('../features/directory/users-page.tsx');
const groups = () => import('../features/directory/groups-page.tsx');
const sources = () => import('../features/sources/sources-page.tsx');
const oneSource = () => import('../features/sources/source-page.tsx');
const newImport = () => import('../features/imports/new-import-page.tsx');
const oneImport = () => import('../features/imports/import-page.tsx');
const settings = () => import('../features/administration/settings-page.tsx');
const operators = () => import('../features/administration/operators-page.tsx');
const tokens = () => import('../features/administration/tokens-page.tsx');
const audit = () => import('../features/administration/audit-page.tsx');
const printOverview = () => import('../features/overview/print-overview-page.tsx');
const me = () => import('../features/me/me-page.tsx');
const unenroll = () => import('../features/devices/unenroll-page.tsx');

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage }) as unknown as AnyRoute,
  page('/packages', ['packages'], packages, 'PackagesPage'),
  page('/packages/new', ['packages', 'new-package', 'imports'], newPackage, 'NewPackagePage'),
  page('/packages/pcs', ['packages', 'package'], packagePcs, 'AllPackagePcsPage'),
  page('/packages/$id', ['packages', 'package', 'overview'], onePackage, 'PackagePcsPage'),
  leadsTo('/packages/$id/pcs', ({ id }) => `/packages/${id}`),
  page('/packages/$id/steps', ['packages', 'package', 'overview'], onePackage, 'PackageStepsPage'),
  page('/packages/$id/settings', ['packages', 'package', 'overview'], onePackage, 'PackageSettingsPage'),
  page('/packages/$id/history', ['packages', 'package', 'overview'], onePackage, 'PackageHistoryPage'),
  page('/devices', ['devices'], devices, 'DevicesPage'),
  page('/devices/unenroll', ['devices', 'device'], unenroll, 'UnenrollPage'),
  page('/devices/duplicates', ['duplicates'], duplicates, 'DuplicatesPage'),
  page('/devices/duplicates/rules', ['duplicates'], duplicateRules, 'DuplicateRulesPage'),
  page('/devices/duplicates/$id', ['duplicates'], oneDuplicate, 'DuplicatePage'),
  page('/devices/$id', ['devices', 'device'], device, 'DeviceStagesPage'),
  leadsTo('/devices/$id/stages', ({ id }) => `/devices/${id}`),
  page('/devices/$id/diagnosis', ['devices', 'device', 'diagnosis'], deviceDiagnosis, 'DeviceDiagnosisPage'),
  page('/devices/$id/inventory', ['devices', 'device'], device, 'DeviceInventoryPage'),
  page('/devices/$id/sessions', ['devices', 'device'], device, 'DeviceSessionsPage'),
  page('/devices/$id/certificate', ['devices', 'device'], device, 'DeviceCertificatePage'),
  page('/devices/$id/history', ['devices', 'device'], device, 'DeviceHistoryPage'),
  page('/devices/$id/unenroll', ['devices', 'device'], unenroll, 'UnenrollPage'),
  page('/diagnosis', ['diagnosis'], causes, 'CausesPage'),
  page('/diagnosis/pcs', ['diagnosis'], diagnosedPcs, 'DiagnosedPcsPage'),
  page('/diagnosis/pcs/$pc', ['diagnosis'], pcDiagnosis, 'PcDiagnosisPage'),
  page('/diagnosis/pcs/$pc/evidence/$evidence', ['diagnosis'], evidence, 'EvidencePage'),
  page('/diagnosis/try', ['diagnosis'], tryFiles, 'TryPage'),
  page('/diagnosis/answers', ['diagnosis'], answers, 'AnswersPage'),
  page('/diagnosis/labels', ['labels', 'diagnosis'], labels, 'LabelsPage'),
  leadsTo('/diagnosis/lists', () => '/diagnosis/lists/new'),
  page('/diagnosis/lists/new', ['labels', 'imports'], newDeviceList, 'NewListPage'),
  page('/diagnosis/lists/$id', ['labels', 'imports'], deviceList, 'DeviceListPage'),
  page('/diagnosis/attempts', ['attempts'], attempts, 'AttemptsPage'),
  page('/users', ['users'], users, 'UsersPage'),
  page('/groups', ['users'], groups, 'GroupsPage'),
  page('/sources', ['sources'], sources, 'SourcesPage'),
  page('/sources/new', ['sources'], oneSource, 'NewSourcePage'),
  page('/sources/$id', ['sources'], oneSource, 'SourcePage'),
  page('/sources/$id/settings', ['sources'], oneSource, 'SourceSettingsPage'),
  leadsTo('/imports', () => '/imports/new'),
  page('/imports/new', ['imports'], newImport, 'NewImportPage'),
  page('/imports/$id', ['imports'], oneImport, 'ImportPage'),
  leadsTo('/admin', () => '/admin/settings'),
  page('/admin/settings', ['admin'], settings, 'SettingsPage'),
  page('/admin/operators', ['admin'], operators, 'OperatorsPage'),
  page('/admin/tokens', ['admin'], tokens, 'TokensPage'),
  page('/admin/audit', ['admin'], audit, 'AuditPage'),
  page('/print/overview', ['overview'], printOverview, 'PrintOverviewPage'),
  page('/me', ['me', 'sign-in'], me, 'MePage'),
]);

export const router = createRouter({
  routeTree,
  parseSearch: parseUrlSearch,
  stringifySearch: renderUrlSearch,
  scrollRestoration: true,
  defaultPendingMs: 300,
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  defaultNotFoundComponent: NotFound,
});
