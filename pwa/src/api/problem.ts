/** Why a call failed, in the one shape every screen understands (RFC 9457 on the wire). */
type FailureKind = 'offline' | 'timeout' | 'problem'

interface FieldError {
  field: string
  message: string
}

export class ApiError extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly status: number,
    /** The last part of the problem's `type`, e.g. `not-found`. */
    readonly slug: string,
    message: string,
    readonly errors: FieldError[] = [],
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

interface ProblemBody {
  type?: string
  title?: string
  detail?: string
  errors?: FieldError[]
}

export async function problemFrom(response: Response): Promise<ApiError> {
  let body: ProblemBody = {}
  try {
    body = (await response.json()) as ProblemBody
  } catch {
    // A proxy's HTML page instead of problem+json: the status must do.
  }
  const slug = (body.type ?? '').split(/[/:#]/).pop() || String(response.status)
  return new ApiError('problem', response.status, slug, body.detail || body.title || '', body.errors ?? [])
}

export function asApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason
  return new ApiError('offline', 0, 'offline', '')
}
