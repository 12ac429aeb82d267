/** Keep the offline lists fresh, quietly, once the first screen stands. */
export function watchTrust(): void {
  const later = (): void => void setTimeout(() => void begin(), 2000)
  if (document.readyState === 'complete') later()
  else addEventListener('load', later, { once: true })
}

async function begin(): Promise<void> {
  try {
    await (await import('../trust/watch.ts')).watch()
  } catch {
    // No network for the chunk, or a browser without WebCrypto: codes are verified online only.
  }
}
