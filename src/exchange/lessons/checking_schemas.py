"""What somebody sees who follows a link from a mail about a lesson that may no longer hold."""

from exchange.people.schemas import Shape


class StillTrue(Shape):
    """A lesson behind a signed link. ``title`` is "" unless everybody may read the lesson.

    ``why`` says why it may no longer hold, as a sentence without its stop; ``is_open`` is false once there is
    nothing left to say.
    """

    title: str
    href: str
    why: str
    is_open: bool
