/** `300 m`, `3.2 km`, `57 km`: no more digits than are known. The words are the caller's. */
export function roughly(metres: number): { n: number; unit: 'metres' | 'kilometres' } {
  if (metres < 950) return { n: Math.max(10, Math.round(metres / 10) * 10), unit: 'metres' }
  const km = metres / 1000
  return { n: km < 20 ? Math.round(km * 10) / 10 : Math.round(km), unit: 'kilometres' }
}

/** `3,200`: large numbers of merchants are read in groups. */
export const grouped = (n: number): string => n.toLocaleString('en')
