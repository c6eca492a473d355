"""Attendance: clock data in, judged days and month sheets out (ATT)."""
