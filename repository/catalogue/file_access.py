"""Who may have which file: the guards that the content host asks before it hands out a byte."""
