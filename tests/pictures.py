"""Pictures as cameras make them: real bytes of real formats, with what cameras write into them."""

from __future__ import annotations

import io

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
SIDEWAYS = 6  # what a telephone writes when it is held upright: turn me clockwise
SECRET = "SecretPhone-7"


def painted(width=64, height=48, *, seed=0):
    """A picture whose upper left corner is red, the rest the seed's own colour."""
    picture = Image.new("RGB", (width, height), (40, 80 + seed % 100, 160))
    picture.paste((220, 20, 20), (0, 0, width // 2, height // 2))
    return picture


def jpeg(width=64, height=48, *, seed=0, orientation=None, told=False):
    """A JPEG; `told` writes a maker and a place into it."""
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
    if told:
        exif[MAKER] = SECRET
        exif.get_ifd(GPS).update({1: "N", 2: (39.0, 58.0, 47.0), 3: "E", 4: (116.0, 18.0, 3.0)})
    return _saved(painted(width, height, seed=seed), "JPEG", exif=exif, quality=90)


def heic(width=64, height=48, *, seed=0):
    """A HEIC picture, as an iPhone sends it."""
    return _saved(painted(width, height, seed=seed), "HEIF")


def png(width=64, height=48, *, seed=0):
    return _saved(painted(width, height, seed=seed), "PNG")


def webp(width=64, height=48, *, seed=0):
    return _saved(painted(width, height, seed=seed), "WEBP")


def moving(kind="GIF"):
    """A picture that moves."""
    first, second = painted(seed=0), painted(seed=90)
    return _saved(first, kind, save_all=True, append_images=[second])


def huge():
    """A picture of a few kilobytes that would take a gigabyte to look at."""
    return _saved(Image.new("1", (40_000, 30_000)), "PNG")


def _saved(picture, kind, **more):
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()
