"""The two ready-made formats of a text field: email (HTML standard, 4.10.5.1.5) and international phone number."""

from __future__ import annotations

import re

_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)

_COUNTRIES_TEXT = """
    1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 76 77
    81 82 84 86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235
    236 237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266
    267 268 269 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 379 380
    381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597
    598 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856
    880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998
    1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1664 1670 1671 1684 1721 1758 1767 1784 1787 1809 1829 1849 1868
    1869 1876 1939 4779 5999 3906698
"""
_COUNTRIES = frozenset(_COUNTRIES_TEXT.split())
_LONGEST = max(map(len, _COUNTRIES))
_START = re.compile(r"(?=(?:\+|00)([0-9]+)\Z)")
_AREA_OF_ONE = frozenset("17")
_AREA_OF_TWO_TEXT = """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66
    81 82 84 86 90 91 92 93 94 95 98
"""
_AREA_OF_TWO = frozenset(_AREA_OF_TWO_TEXT.split())


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Ends in `+` or `00`, a country code, an area of one to three digits, and four to twenty digits more."""
    return any(_is_subscriber(match.group(1)) for match in _START.finditer(text[-40:]))


def _is_subscriber(digits: str) -> bool:
    return any(digits[:size] in _COUNTRIES and _is_local(digits[size:]) for size in range(1, _LONGEST + 1))


def _is_local(digits: str) -> bool:
    if not digits or digits[0] == "0":
        return False
    area = 1 if digits[0] in _AREA_OF_ONE else 2 if digits[:2] in _AREA_OF_TWO else 3
    return 4 <= len(digits) - area <= 20  # noqa: PLR2004
