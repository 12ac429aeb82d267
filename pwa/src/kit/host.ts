/** What the surrounding program can do: browser, installed app, WeChat or Alipay. */
type HostKind = 'installed' | 'wechat' | 'miniprogram' | 'alipay' | 'browser'

export function hostKind(): HostKind {
  const agent = navigator.userAgent
  if (/miniProgram/i.test(agent)) return 'miniprogram'
  if (/MicroMessenger/i.test(agent)) return 'wechat'
  if (/AlipayClient/i.test(agent)) return 'alipay'
  if (matchMedia('(display-mode: standalone)').matches) return 'installed'
  return 'browser'
}

/** A short shake; absent on iPhones, where the picture and the word must do. */
export function vibrate(pattern: number | number[]): void {
  // Chrome refuses, and complains, before the first touch of the page.
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern)
}

export const canShare = typeof navigator.share === 'function'

export async function share(title: string, url: string): Promise<boolean> {
  try {
    await navigator.share({ title, url })
    return true
  } catch {
    return false
  }
}
