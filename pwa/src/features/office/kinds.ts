import { t, type Key } from '../../i18n/index.svelte.ts'

/** The files that an officer can import, in the order of how often they come. */
export const KINDS = ['permits', 'penalties', 'registry', 'honours', 'judgments', 'dishonesty', 'abnormal', 'contracts', 'commitments', 'commitment_records', 'inspections', 'declared'] as const

/** A kind in words; one this build does not know keeps the server's name. */
export function kindName(kind: string): string {
  const key = `office.kind.${kind}` as Key
  return (KINDS as readonly string[]).includes(kind) ? t(key) : kind
}
