"""The screens of results: the class table while a test runs, results afterwards, corrections of a key."""
