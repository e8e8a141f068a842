"""What the tracker does by itself: the timetable, the clock that follows it, and one small file for each job."""
