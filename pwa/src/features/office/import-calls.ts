/** What the import desk asks the server. */
import { address } from '../../api/address.ts'
import { call, callBlob, getAccessToken, randomId } from '../../api/client.ts'
import { ApiError, problemFrom } from '../../api/problem.ts'
import type { ImportRun, Page } from '../../api/shapes.ts'

export const listImports = (signal?: AbortSignal): Promise<Page<ImportRun>> =>
  call(address('/api/imports', {}), { ...(signal && { signal }) })

export const getImport = (id: string, signal?: AbortSignal): Promise<ImportRun> =>
  call(address('/api/imports/{public_id}', { public_id: id }), { ...(signal && { signal }) })

export const getRejects = (id: string): Promise<Blob> => callBlob(address('/api/imports/{public_id}/rejects.csv', { public_id: id }))

/** Upload with progress, which fetch cannot tell: `onProgress` gets 0…1. */
export function startImport(kind: string, file: File, onProgress: (done: number) => void): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address('/api/imports', {}))
    request.setRequestHeader('Authorization', `Bearer ${getAccessToken() ?? ''}`)
    request.setRequestHeader('Idempotency-Key', randomId())
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0)
    request.onerror = () => reject(new ApiError('offline', 0, 'offline', ''))
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as ImportRun)
      else void problemFrom(new Response(request.responseText, { status: request.status })).then(reject)
    }
    const form = new FormData()
    form.set('kind', kind)
    form.set('file', file)
    request.send(form)
  })
}
