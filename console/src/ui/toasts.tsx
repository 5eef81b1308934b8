import { Button } from '@fluentui/react-components';
import { CheckmarkCircle20Filled, Dismiss16Regular } from '@fluentui/react-icons';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './toasts.module.css';

interface Toast {
  readonly key: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

const SHOWN_MS = 10_000;
let toasts: readonly Toast[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says that something was done; errors are never toasts. `undo` is offered where there is one. */
export function showToast(text: string, undo: (() => void) | null = null): void {
  change([...toasts.slice(-2), { key: nextKey++, text, undo }]);
}

function dismiss(key: number): void {
  change(toasts.filter((toast) => toast.key !== key));
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** The corner in which toasts appear; hover and focus hold them. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div role="status" className={styles.corner}>
      {shown.map((toast) => (
        <ToastCard key={toast.key} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const t = useTexts();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(toast.key), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, toast.key]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only holds it; nothing is started
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles.icon}>
        <CheckmarkCircle20Filled />
      </span>
      <span>{toast.text}</span>
      {toast.undo !== null && (
        <Button
          size="small"
          onClick={() => {
            toast.undo?.();
            dismiss(toast.key);
          }}
        >
          {t('undo')}
        </Button>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<Dismiss16Regular />}
        aria-label={t('close')}
        onClick={() => dismiss(toast.key)}
      />
    </div>
  );
}
