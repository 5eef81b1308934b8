import { loadTexts } from '../../i18n/texts.ts';
import { Themed } from '../../ui/theme.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** The sign-in page, once its texts are there. */
export async function start() {
  await loadTexts('sign-in');
  return (
    <Themed>
      <SignInPage />
    </Themed>
  );
}
