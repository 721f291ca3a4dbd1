import type { Block, Letter } from './letter.ts'

/** Where things are reached, for the foot of a mail. */
export interface Layout {
  publicUrl: string
  /** Why the person gets this, and where to change it. */
  because: string
}

/**
 * A letter as HTML and as plain text. Tables and inline styles, because mail clients know little else; every word of a
 * person is escaped.
 */
export function renderMail(letter: Letter, layout: Layout): { html: string; text: string } {
  return { html: htmlOf(letter, layout), text: textOf(letter, layout) }
}

const fonts = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const ink = '#1b1d28'
const faint = '#5c6075'
const accent = '#5b3df5'

function htmlOf(letter: Letter, { publicUrl, because }: Layout): string {
  const title = escape(letter.subject)
  const opening = letter.blocks.find((block) => block.is === 'text')?.text ?? ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f8;">
<div style="display:none;max-height:0;overflow:hidden;">${escape(opening.slice(0, 140))}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f8;">
<tr><td align="center" style="padding:32px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
<tr><td style="padding:0 8px 16px;${fonts};font-size:15px;font-weight:700;color:${accent};">Esport Coach Connect</td></tr>
<tr><td style="background:#ffffff;border:1px solid #e1e3ec;border-radius:12px;padding:32px 28px 20px;${fonts};color:${ink};">
<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3;font-weight:700;color:${ink};">${title}</h1>
${letter.blocks.map(blockHtml).join('\n')}
</td></tr>
<tr><td style="padding:20px 8px;${fonts};font-size:13px;line-height:1.5;color:${faint};">${escape(because)}<br><a href="${escape(publicUrl)}" style="color:${faint};">${escape(publicUrl)}</a></td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function blockHtml(block: Block): string {
  switch (block.is) {
    case 'text':
      return `<p style="margin:0 0 16px;font-size:16px;line-height:1.55;">${lines(block.text)}</p>`
    case 'quote':
      return `<p style="margin:0 0 16px;padding:4px 0 4px 14px;border-left:3px solid #d5d0fb;font-size:16px;line-height:1.55;color:${faint};">${lines(block.text)}</p>`
    case 'facts':
      return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;background:#f7f7fb;border-radius:8px;">
${block.rows.map(factHtml).join('\n')}
</table>`
    case 'button':
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 22px;"><tr><td style="border-radius:8px;background:${accent};"><a href="${escape(block.url)}" style="display:inline-block;padding:13px 24px;${fonts};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:8px;">${escape(block.label)}</a></td></tr></table>`
    case 'small':
      return `<p style="margin:0 0 14px;font-size:14px;line-height:1.5;color:${faint};">${lines(block.text)}</p>`
  }
}

function factHtml([label, value]: readonly [string, string]): string {
  return `<tr><td style="padding:10px 16px;font-size:15px;line-height:1.45;"><span style="display:block;font-size:13px;color:${faint};">${escape(label)}</span>${lines(value)}</td></tr>`
}

function textOf(letter: Letter, { publicUrl, because }: Layout): string {
  const paragraphs = [letter.subject, ...letter.blocks.map(blockText), `--\n${because}\n${publicUrl}`]
  return `${paragraphs.join('\n\n')}\n`
}

function blockText(block: Block): string {
  switch (block.is) {
    case 'text':
    case 'small':
      return block.text
    case 'quote':
      return block.text.replaceAll(/^/gm, '> ')
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'button':
      return `${block.label}:\n${block.url}`
  }
}

const lines = (words: string) => escape(words).replaceAll('\n', '<br>')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text made safe for HTML, in content and in quoted attributes. */
export function escape(words: string): string {
  return words.replaceAll(/[&<>"']/g, (sign) => entities[sign] as string)
}
