"""Personal data: what is kept and for how long, seeing it, correcting it, erasing it, complaining."""
