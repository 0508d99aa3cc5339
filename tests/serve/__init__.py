"""The commands under test, as people run them: processes, signals, exit codes, and what is left afterwards."""
