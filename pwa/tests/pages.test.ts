import { describe, expect, it } from 'vitest'
import { pages, type Pages } from '../src/kit/pages.svelte.ts'

interface Page {
  items: string[]
  next?: string | null
}
interface Question {
  asked: string | null
  answer(page: Page): Promise<void>
  fail(): Promise<void>
}

/** A list whose server answers when the test says so. No effects run here, so the test starts it. */
function world(): { list: Pages<string>; question: (number: number) => Question } {
  const questions: Question[] = []
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done))
  const list = pages<string>(
    () => 'shops',
    (asked) =>
      new Promise<Page>((resolve, reject) => {
        questions.push({
          asked,
          answer: (page) => (resolve(page), settled()),
          fail: () => (reject(new Error('away')), settled()),
        })
      }),
  )
  list.reload()
  const question = (number: number): Question => {
    const found = questions[number]
    if (!found) throw new Error(`question ${number} was never asked`)
    return found
  }
  return { list, question }
}

describe('a list that comes in pages', () => {
  it('goes on where the page before ended', async () => {
    const { list, question } = world()
    expect([list.loading, question(0).asked]).toEqual([true, null])
    await question(0).answer({ items: ['1', '2'], next: 'n2' })
    expect([list.items, list.next, list.loading]).toEqual([['1', '2'], 'n2', false])
    list.more()
    expect(question(1).asked).toBe('n2')
    await question(1).answer({ items: ['3'] })
    expect([list.items, list.next]).toEqual([['1', '2', '3'], null])
    list.drop((one) => one === '2')
    expect(list.items).toEqual(['1', '3'])
  })

  it('throws away the answer to a question that is no longer asked', async () => {
    const { list, question } = world()
    list.reload()
    await question(1).answer({ items: ['new'] })
    await question(0).answer({ items: ['old'] })
    expect([list.items, list.loading]).toEqual([['new'], false])
  })

  it('throws away its failure too', async () => {
    const { list, question } = world()
    list.reload()
    await question(0).fail()
    expect([list.error, list.loading]).toEqual([null, true])
    await question(1).answer({ items: ['new'] })
    expect(list.items).toEqual(['new'])
  })

  it('keeps what is there when the next page fails, and asks for the same page again', async () => {
    const { list, question } = world()
    await question(0).answer({ items: ['1'], next: 'n2' })
    list.more()
    await question(1).fail()
    expect([list.error?.kind, list.items, list.loading]).toEqual(['offline', ['1'], false])
    list.more()
    expect([list.error, question(2).asked]).toEqual([null, 'n2'])
  })
})
