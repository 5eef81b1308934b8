import { API, ApiError, changeHeaders, type Query, renderQuery } from '../../api/client.ts';
import type { ApiErrorBody, UploadReport } from '../../api/types.ts';
import type { HandedFile } from './read-dropped.ts';

/**
 * Sends files to be diagnosed in place and tells how much is sent; the server keeps nothing of them.
 * @throws ApiError as every call; DOMException `AbortError` when it was stopped
 */
export function uploadFiles(
  files: readonly HandedFile[],
  query: Query,
  options: { readonly onSent: (bytes: number, total: number) => void; readonly signal: AbortSignal },
): Promise<UploadReport> {
  const form = new FormData();
  for (const { file, name } of files) form.append('file', file, name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${API}/diagnosis/uploads${renderQuery(query)}`);
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => options.onSent(event.loaded, event.total);
    request.onerror = () => reject(new ApiError(0, null, null));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText) as UploadReport);
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
