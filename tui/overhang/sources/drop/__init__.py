"""Marks as dealers and vendors send them: sheets that are dropped into a folder."""
