"""Sound (ljud): what a voice note's first bytes say it is, and how long it lasts, without a decoder."""
