"""Speed, shown by tables of ratios measured in one run: ``make bench``. Nothing here is a test."""
