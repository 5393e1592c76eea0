"""Whether two tunes are settings of the same tune."""

from fractions import Fraction

from traditional.keys import fifths_of, sounding


def fingerprint(bars, key):
    """The pitches at every quarter or sixth of a bar, relative to the major scale of the signature: a set of bars that does
    not depend on key, mode, octave, order and ornaments."""
    base = 7 * fifths_of(key)
    result = set()
    for bar in sounding(bars, key):
        full = sum(duration for _, duration in bar)
        slots = 6 if full in (Fraction(3, 4), Fraction(9, 8), Fraction(3, 8)) else 4
        grid, time, index = [], Fraction(0), 0
        for slot in range(slots):
            while index + 1 < len(bar) and time + bar[index][1] <= full * slot / slots:
                time += bar[index][1]
                index += 1
            grid.append(None if bar[index][0] is None else (bar[index][0] - base) % 12)
        result.add(tuple(grid))
    return result


def is_same(a, b, commonness):
    """Whether the shorter tune shares half of its bars with the other, or two fifths of its rare bars."""
    common = a & b
    if len(common) < 3:
        return False
    if 2 * len(common) >= min(len(a), len(b)):
        return True
    rare_a, rare_b = ([bar for bar in bars if commonness[bar] <= 8] for bars in (a, b))
    rare = sum(commonness[bar] <= 8 for bar in common)
    return rare >= 3 and 5 * rare >= 2 * min(len(rare_a), len(rare_b))
