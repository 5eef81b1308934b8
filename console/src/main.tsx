import { createRoot } from 'react-dom/client';
import { watchActivity } from './api/activity.ts';
import { type Language, startTexts } from './i18n/texts.ts';

watchActivity();
const stored = localStorage.getItem('baton.language');
const spoken: Language = navigator.language.startsWith('ja') ? 'ja' : 'en';
startTexts(stored === 'ja' || stored === 'en' ? stored : spoken);

const place = document.getElementById('root');
if (place !== null) {
  // the sign-in page is small: nothing of the console is loaded before somebody is known
  const page =
    location.pathname === '/sign-in' ? import('./features/sign-in/start.tsx') : import('./features/shell/start.tsx');
  void page.then(async ({ start }) => createRoot(place).render(await start()));
}
