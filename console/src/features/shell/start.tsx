import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiError, call, rememberCsrfToken } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Me } from '../../api/types.ts';
import { changeLanguage, loadTexts } from '../../i18n/texts.ts';
import { router } from '../../routes/router.tsx';
import { LoadError } from '../../ui/states.tsx';
import { chooseTheme, Themed } from '../../ui/theme.tsx';

/** The console, once it is known who is signed in; nobody: the sign-in page. */
export async function start() {
  try {
    const [me] = await Promise.all([call<Me>('GET', '/me', { isSignIn: true }), loadTexts('common', 'overview')]);
    if (me.operator.mustChangePassword) return leave();
    await takePreferences(me);
    queryClient.setQueryData(['me'], me);
    return (
      <QueryClientProvider client={queryClient}>
        <Themed>
          <RouterProvider router={router} />
        </Themed>
      </QueryClientProvider>
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return leave();
    return (
      <Themed>
        <main style={{ padding: 24 }}>
          <LoadError error={error} onRetry={() => location.reload()} />
        </main>
      </Themed>
    );
  }
}

function leave() {
  const wanted = `${location.pathname}${location.search}`;
  location.replace(wanted === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(wanted)}`);
  return null;
}

/** Language and theme are the person's, on every browser. */
async function takePreferences(me: Me): Promise<void> {
  rememberCsrfToken(me.csrfToken);
  const { language, theme } = me.operator.preferences;
  if (theme !== undefined) chooseTheme(theme);
  if (language !== undefined) {
    localStorage.setItem('baton.language', language);
    await changeLanguage(language);
  }
}
