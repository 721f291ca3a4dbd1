// Sets the colour scheme before the first paint. A file of its own because the content policy refuses inline scripts.
;(() => {
  let chosen = 'auto'
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value') || 'dark'
  } catch {
    chosen = 'dark'
  }
  const light = chosen === 'auto' ? matchMedia('(prefers-color-scheme: light)').matches : chosen === 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', light ? 'light' : 'dark')
})()
