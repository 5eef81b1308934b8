import { useRouter, useRouterState } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { parseUrlSearch } from './url-search.ts';

/** Goes to a page of the console by its path and query. */
export function useGoTo(): (href: string) => void {
  const router = useRouter();
  return (href) => {
    const [pathname = '/', query = ''] = href.split('?');
    void router.navigate({ to: pathname, search: parseUrlSearch(query) as never });
  };
}

/** A link inside the console: a plain anchor, so that a middle click opens a tab. `isTab` marks the page that is open. */
export function AppLink({
  href,
  isTab = false,
  ...props
}: { readonly href: string; readonly isTab?: boolean } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const goTo = useGoTo();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const [pathname] = href.split('?');
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    props.onClick?.(event);
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain) return;
    event.preventDefault();
    goTo(href);
  };
  const isHere = isTab && here === pathname;
  return <a {...props} href={href} onClick={onClick} {...(isHere ? { 'aria-current': 'page' as const } : {})} />;
}
