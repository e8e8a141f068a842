"""A funder's own workbooks among the files of a report package: chosen in its draft, judged, frozen and written with it."""
