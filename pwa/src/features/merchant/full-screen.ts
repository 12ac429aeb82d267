/** Fill the whole screen, or leave that again; iPhones have no such thing for pages and stay as they are. */
export function fillScreen(on: boolean): void {
  const root = document.documentElement
  if (on) void root.requestFullscreen?.({ navigationUI: 'hide' }).catch(() => undefined)
  else if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
}
