"""The same paper in several projects."""
