/** Keep the screen on while a code is shown; taken again when the page comes back. Returns the release. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let over = false
  const take = async (): Promise<void> => {
    if (document.hidden || over) return
    try {
      lock = await navigator.wakeLock.request('screen')
    } catch {
      // Absent or refused (low battery): the screen dims as usual.
    }
  }
  const onVisible = (): void => void take()
  document.addEventListener('visibilitychange', onVisible)
  void take()
  return () => {
    over = true
    document.removeEventListener('visibilitychange', onVisible)
    void lock?.release()
  }
}
