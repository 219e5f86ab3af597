"""Pages for pupils and guests: fetch through what this browser may go on with, call one service, render."""
