import { API, ApiError, changeHeaders, type Query, renderQuery } from '../../api/client.ts';
import type { ApiErrorBody } from '../../api/types.ts';
import type { HandedFile } from './read-dropped.ts';

/**
 * Sends files in a form and tells how much is sent.
 * @throws ApiError as every call; DOMException `AbortError` when it was stopped
 */
export function uploadFiles<Answer>(
  path: string,
  files: readonly HandedFile[],
  query: Query,
  options: { readonly onSent: (bytes: number, total: number) => void; readonly signal: AbortSignal },
): Promise<Answer> {
  const form = new FormData();
  for (const { file, name } of files) form.append('file', file, name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${API}${path}${renderQuery(query)}`);
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => options.onSent(event.loaded, event.total);
    request.onerror = () => reject(new ApiError(0, null, null));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onload = () => {
      if (request.status === 200 || request.status === 201) resolve(JSON.parse(request.responseText) as Answer);
      else reject(new ApiError(request.status, errorOf(request.responseText), null));
    };
    options.signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

function errorOf(body: string): ApiErrorBody['error'] | null {
  try {
    return (JSON.parse(body) as ApiErrorBody).error ?? null;
  } catch {
    return null;
  }
}
