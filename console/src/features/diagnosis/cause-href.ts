import type { FindingCount } from '../../api/types.ts';
import { renderUrlSearch, type UrlSearch } from '../../ui/url-search.ts';

/** The PCs that a cause counts by this search: those with the finding in one of its severities, or those whose attempts were refused for the reason. */
export function causeHref(item: Pick<FindingCount, 'id' | 'source'>, search: UrlSearch = {}): string {
  if (item.source === 'attempts') {
    const reason = item.id.replace(/^ENROLL_/, '');
    const [packageId, ...others] = search['package'] ?? [];
    return packageId !== undefined && others.length === 0
      ? `/packages/${packageId}?reason=${reason}`
      : `/diagnosis/attempts?reason=${reason}&last=%3C90d&by=pc`;
  }
  return `/diagnosis/pcs${renderUrlSearch({ ...search, severity: [], finding: [item.id], as: search['severity'] ?? [] })}`;
}
