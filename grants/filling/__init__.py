"""A funder's own workbook: uploaded, its cells mapped to figures once, filled for a period with nothing else changed."""
