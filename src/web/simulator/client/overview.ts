import { post } from './api.ts'

const notice = document.querySelector('.notice')

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-api]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const fields = [...new FormData(form)].filter(([, value]) => value !== '')
    const body = Object.fromEntries(fields.map(([name, value]) => [name, name === 'staff' ? true : value]))
    const outcome = await post(form.dataset.api ?? '', body)
    if ('refused' in outcome) notice?.replaceChildren(outcome.refused)
    else location.reload()
  })
}
