import type { Mail } from './mail.ts'
import { escape } from './mail-layout.ts'

const style = `
  :root { color-scheme: light dark; --line: #8884; --faint: #5f6270; --accent: #5b3df5 }
  @media (prefers-color-scheme: dark) { :root { --accent: #a594ff; --faint: #a9acba } }
  body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif }
  h1 { font-size: 1.4rem; margin: 0 0 .25rem } p { margin: 0 0 1rem; color: var(--faint) }
  a { color: var(--accent) } ul { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line) }
  li { border-bottom: 1px solid var(--line) } li a { display: block; padding: .75rem .25rem; text-decoration: none }
  li a:hover, li a:focus-visible { background: #8881 } strong { display: block; color: CanvasText }
  li span { color: var(--faint); font-size: .9rem }
  nav { display: flex; gap: 1rem; margin: 1rem 0 } iframe { width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: .5rem; background: #fff }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem; margin: 1rem 0 } dt { color: var(--faint) } dd { margin: 0 }
`

/** All mails, newest first. `to` is the address the list was narrowed to. */
export function listPage(mails: readonly Mail[], to: string | undefined): string {
  const narrowed = to === undefined ? '' : `<p>To ${escape(to)} only. <a href="?">Show all</a></p>`
  const list = mails.length === 0 ? '<p>No mail yet.</p>' : `<ul>${mails.map(listItem).join('')}</ul>`
  return page('Mailbox', `<h1>Mailbox</h1><p>No SMTP server is set, so mail is kept here.</p>${narrowed}${list}`)
}

/** One mail with its head, and its HTML below. */
export function mailPage(mail: Mail): string {
  const view = (as: string) => `?id=${mail.id}&amp;as=${as}`
  const calendar = mail.ics === null ? '' : `<a href="${view('ics')}">Calendar file</a>`
  return page(
    mail.subject,
    `<p><a href="?">Mailbox</a></p><h1>${escape(mail.subject)}</h1>
<dl><dt>To</dt><dd><a href="?to=${encodeURIComponent(mail.address)}">${escape(mail.address)}</a></dd><dt>Written</dt><dd>${escape(mail.createdAt)}</dd></dl>
<nav aria-label="Formats"><a href="${view('html')}">HTML</a><a href="${view('text')}">Text</a>${calendar}</nav>
<iframe title="The mail" sandbox="allow-top-navigation-by-user-activation allow-popups" src="${view('html')}"></iframe>`,
  )
}

function listItem(mail: Mail): string {
  const calendar = mail.ics === null ? '' : ' · calendar'
  return `<li><a href="?id=${mail.id}"><strong>${escape(mail.subject)}</strong><span>to ${escape(mail.address)} · ${escape(mail.createdAt)}${calendar}</span></a></li>`
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`
}
