import { useEffect } from 'react';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { SearchField } from '../../ui/list-page.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { like, words } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import { explanationHref } from './addresses.ts';
import styles from './answers-page.module.css';
import { useExplanations, useFoundExplanations } from './use-explanations.ts';

const RULES = { q: words, id: like(/^[a-z0-9-]{1,64}$/) };

/** What one should know about joining, policies, enrolment, labels and limits: searched by words, linked by findings. */
export function AnswersPage() {
  const t = useTexts();
  const say = useServerText();
  const filters = useFilters(RULES);
  const asked = filters.first('q') ?? '';
  const id = filters.first('id');
  const all = useExplanations();
  const found = useFoundExplanations(asked);
  const answer = asked === '' ? all : found;
  const items = answer.data?.items;
  useEffect(() => {
    if (id !== null && items !== undefined) document.getElementById(id)?.scrollIntoView({ block: 'start' });
  }, [id, items]);
  return (
    <>
      <PageHeader
        title={t('nav.answers')}
        parents={[{ text: t('nav.causes'), to: '/diagnosis' }]}
        filters={
          <search className={styles.search}>
            <SearchField filters={filters} label={t('diagnosis:searchExplanations')} />
            <span role="status" className="second">
              {items === undefined ? '' : t('diagnosis:explanationCount', { count: items.length })}
            </span>
          </search>
        }
      />
      {answer.error !== null && <LoadError error={answer.error} onRetry={() => void answer.refetch()} />}
      {items === undefined && answer.error === null && <Loading rows={14} />}
      {items?.length === 0 && <Empty>{t('diagnosis:noExplanation')}</Empty>}
      {items !== undefined && items.length > 0 && (
        <div className={styles.columns}>
          {asked === '' && (
            <nav aria-label={t('diagnosis:contents')} className={styles.contents}>
              <ul>
                {items.map((item) => (
                  <li key={item.id}>
                    <AppLink
                      href={explanationHref(item.id)}
                      {...(item.id === id ? { 'aria-current': 'true' as const } : {})}
                    >
                      {say(item.title)}
                    </AppLink>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <div className={styles.list}>
            {items.map((item) => (
              <article
                key={item.id}
                id={item.id}
                className={styles.item}
                data-open={item.id === id}
                aria-labelledby={`${item.id}-title`}
              >
                <h2 id={`${item.id}-title`}>
                  <CopyText value={`${location.origin}${explanationHref(item.id)}`}>{say(item.title)}</CopyText>
                </h2>
                <p>{say(item.body)}</p>
                {item.findings.length > 0 && (
                  <details>
                    <summary>{t('diagnosis:findingsWithIt', { count: item.findings.length })}</summary>
                    <ul className={styles.findings}>
                      {item.findings.map((finding) => (
                        <li key={finding.id}>
                          <AppLink href={`/diagnosis/pcs?finding=${finding.id}`} title={finding.id}>
                            {say(finding.title)}
                          </AppLink>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </article>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
