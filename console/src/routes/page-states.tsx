import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTexts } from '../i18n/texts.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { LoadError, Loading } from '../ui/states.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  const t = useTexts();
  return (
    <>
      <PageHeader title={t('notFoundTitle')} />
      <p>{t('notFound')}</p>
    </>
  );
}

/** A page whose code or texts could not be loaded. */
export function PageError({ error }: ErrorComponentProps) {
  return <LoadError error={error} onRetry={() => location.reload()} />;
}

export function PagePending() {
  return <Loading rows={8} />;
}
