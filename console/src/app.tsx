import { FluentProvider, type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { useMemo, useSyncExternalStore } from 'react';
import { ApiError, call, type Me, rememberCsrfToken } from './api/client.ts';
import { type DeviceSearch, Devices } from './features/devices/devices.tsx';
import { Overview } from './features/overview/overview.tsx';
import { Packages } from './features/packages/packages.tsx';
import { SignIn } from './features/sign-in/sign-in.tsx';
import { LoadError, Loading } from './ui/load-state.tsx';
import { Shell } from './ui/shell.tsx';

interface RouterContext {
  readonly me: Me;
  readonly signOut: () => void;
}

const FONTS =
  '"Segoe UI", "Yu Gothic UI", "Meiryo UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif';

const root = createRootRouteWithContext<RouterContext>()({
  component: () => {
    const { me, signOut } = root.useRouteContext();
    return <Shell me={me} signOut={signOut} />;
  },
});
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices',
    validateSearch: (search: Record<string, unknown>): DeviceSearch => {
      const q = text(search['q']);
      const state = text(search['state']);
      return { ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }) };
    },
    component: Devices,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/packages',
    component: () => <Packages isAdministrator={root.useRouteContext().me.operator.role === 'administrator'} />,
  }),
]);

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const client = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 1_000 } } });

/** The console: theme, data, sign-in, routes. */
export function App() {
  const isDark = useSyncExternalStore(
    (changed) => {
      prefersDark.addEventListener('change', changed);
      return () => prefersDark.removeEventListener('change', changed);
    },
    () => prefersDark.matches,
  );
  const theme: Theme = { ...(isDark ? webDarkTheme : webLightTheme), fontFamilyBase: FONTS };
  return (
    <FluentProvider theme={theme} style={{ minHeight: '100vh' }}>
      <QueryClientProvider client={client}>
        <SignedIn />
      </QueryClientProvider>
    </FluentProvider>
  );
}

function SignedIn() {
  const queries = useQueryClient();
  const me = useQuery({
    queryKey: ['me'],
    queryFn: async () => {
      const answer = await call<Me>('GET', '/me');
      rememberCsrfToken(answer.csrfToken);
      return answer;
    },
    retry: false,
  });
  const router = useMemo(() => createRouter({ routeTree: routes, context: undefined as unknown as RouterContext }), []);
  const again = () => void queries.invalidateQueries({ queryKey: ['me'] });
  if (me.isPending) return <Loading rows={3} />;
  if (me.isError && me.error instanceof ApiError && me.error.status === 401)
    return <SignIn mustChange={false} done={again} />;
  if (me.isError) return <LoadError error={me.error} retry={again} />;
  if (me.data.operator.mustChangePassword) return <SignIn mustChange done={again} />;
  const signOut = async () => {
    await call('POST', '/sign-out').catch(() => undefined);
    queries.clear();
    location.assign('/');
  };
  return <RouterProvider router={router} context={{ me: me.data, signOut: () => void signOut() }} />;
}
