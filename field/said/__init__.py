"""Said (sagt): what phones and forms say, read and made safe before any transaction; no database is asked."""
