"""How much a document may be, and how much opening it may cost."""

MEMORY, SECONDS = 1024 * 1024 * 1024, 20  # bytes; of the processor
PATIENCE = 120.0  # on the clock: a machine that is busy with others is not the file's fault
PIXELS = 64_000_000  # of one picture: more than the largest phone cameras use by default
SIDE = 16_000  # pixels of its longer side
PAGES = 500  # of one document
PARTS = 20  # files that make one document
CONTENT = 100 * 1024 * 1024  # bytes of one page's instructions, unpacked
PHOTO_SIDE, PHOTO_QUALITY = 480, 85  # pixels of the longer side of a patient's photo; of JPEG
RESULT = 64 * 1024 * 1024  # bytes of the copy that is kept
