"""Small pictures as a telephone takes them, with what it writes beside them."""

import base64
import struct
import zlib

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAA"
    "EAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKA"
    "AAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0"
    "AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWi"
    "AAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQA"
    "AAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbA"
    "BlACAASQBuAGMALgAgADIAMAAxADb/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKra"
    "rYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+P"
    "j4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/"
    "xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAA//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2g"
    "AMAwEAAhEDEQA/AJQCDf/Z"
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAIklEQVR4nMzJMQ0AAAwCMLLM0bRMC/YxAD99u/eEMw"
    "g6QwAAAP//B38RtAAAAAZJREFUAwDOVgESomPgUAAAAABJRU5ErkJggg=="
)


def told(lon: tuple[int, int, int], lat: tuple[int, int, int], turned: int = 6) -> bytes:
    """Return an Exif block: the position in degrees, minutes, seconds; which way is up."""
    main = struct.pack("<HHHIHHHHII", 2, 0x0112, 3, 1, turned, 0, 0x8825, 4, 1, 38)
    gps = struct.pack("<H", 4)
    gps += struct.pack("<HHI4s", 1, 2, 2, b"N")
    gps += struct.pack("<HHII", 2, 5, 3, 96)
    gps += struct.pack("<HHI4s", 3, 2, 2, b"E")
    gps += struct.pack("<HHII", 4, 5, 3, 120)
    block = b"II*\x00" + struct.pack("<I", 8) + main + struct.pack("<I", 0)
    block = block.ljust(38, b"\x00") + gps
    parts = b"".join(struct.pack("<II", part, 1) for part in (*lat, *lon))
    return block.ljust(96, b"\x00") + parts


def jpeg_with(block: bytes, picture: bytes = JPEG) -> bytes:
    """Return the picture with an Exif block and a comment in it."""
    exif = b"Exif\x00\x00" + block
    comment = b"seen by nobody"
    inserted = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    inserted += b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    return picture[:2] + inserted + picture[2:]


def png_with(block: bytes) -> bytes:
    """Return the picture with an Exif chunk and a text chunk before its end."""
    chunks = b""
    for name, body in ((b"eXIf", block), (b"tEXt", b"Author\x00nobody")):
        total = struct.pack(">I", zlib.crc32(name + body))
        chunks += struct.pack(">I", len(body)) + name + body + total
    return PNG[:-12] + chunks + PNG[-12:]
