/** Fill `{name}` places; an unknown place stays visible so that a test or an eye catches it. */
export function fill(text: string, values?: Record<string, string | number>): string {
  if (!values) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
