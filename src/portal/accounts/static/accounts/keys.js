// What the library's key scripts could not do (cancelled, timed out, no key here) is said on the page instead of in the console.
document.addEventListener('allauth.error', function (event) {
  const banner = document.getElementById('key_problem')
  if (!banner) return
  event.preventDefault()
  banner.hidden = false
  banner.scrollIntoView({ block: 'nearest' })
})
