"""What students and other systems get back: pages of feedback, short summaries, tables of marks.

`page_text`, `formulas` and `page_style` (parts of a page), `feedback_page` (one page), `feedback`
(all of a class), `student_summary` (what to mail), `export_format` (tables for Canvas, Moodle and
spreadsheets), `leaderboard` (the capstone's).
"""
