"""Paper (papper): walks without phones. What stood on a printed sheet is typed in (`transcribing`), a
follow-up's ticks become checks (`revisiting`), and a camera's photos find their lines by the clock
(`matching`).
"""
