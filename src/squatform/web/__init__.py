"""The way in through a browser: upload clips, be coached live, see progress over weeks."""
