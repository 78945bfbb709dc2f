"""Who gets which answer: one row for every method of every route, written by hand."""

from tests.rights import account, administration, places, public

ROWS = [*public.ROWS, *account.ROWS, *places.ROWS, *administration.ROWS]
