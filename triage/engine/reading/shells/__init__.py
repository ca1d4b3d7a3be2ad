"""How shells make words of a line: bash, cmd.exe and PowerShell, each with its own quoting."""
