/** 播报: reads a verdict aloud with the phone's own voice. Nothing leaves the phone. */
export const canSpeak = typeof speechSynthesis !== 'undefined' && typeof SpeechSynthesisUtterance !== 'undefined'

export const speech = $state({ speaking: false })

export function speak(text: string, lang: string): void {
  if (!canSpeak) return
  speechSynthesis.cancel()
  const words = new SpeechSynthesisUtterance(text)
  words.lang = lang
  words.rate = 0.95
  words.onend = words.onerror = () => (speech.speaking = false)
  speech.speaking = true
  speechSynthesis.speak(words)
}

export function hush(): void {
  if (canSpeak) speechSynthesis.cancel()
  speech.speaking = false
}
