"""Who gets which answer: one row for every method of every route, written by hand from DESIGN section 3."""

from tests.rights import (
    account_table,
    administration_table,
    keep_table,
    lesson_care_table,
    lesson_reading_table,
    lesson_writing_table,
    membership_table,
    merge_table,
    public_table,
    room_table,
    search_table,
    sheet_table,
    true_table,
)

ROWS = [
    *public_table.ROWS,
    *account_table.ROWS,
    *membership_table.ROWS,
    *administration_table.ROWS,
    *lesson_care_table.ROWS,
    *lesson_reading_table.ROWS,
    *lesson_writing_table.ROWS,
    *room_table.ROWS,
    *search_table.ROWS,
    *keep_table.ROWS,
    *true_table.ROWS,
    *sheet_table.ROWS,
    *merge_table.ROWS,
]
