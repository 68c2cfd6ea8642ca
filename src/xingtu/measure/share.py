"""How is a part of a whole written without floating point?"""

import ibis

from xingtu.facts.authorship import WHOLE


def millionths(part: ibis.Value, whole: ibis.Value) -> ibis.Value:
    """``part / whole`` in millionths, rounded half up; null when the whole is 0 or unknown.

    Decimals of 38 digits, because lines times millionths times millionths do not fit 64 bits. Engines divide decimals as
    floats; taking the remainder away first makes the quotient whole, so that rounding it is exact.
    """
    divisor = whole.nullif(0).cast("decimal(38, 0)") * 2
    dividend = part.cast("decimal(38, 0)") * (2 * WHOLE) + whole.cast("decimal(38, 0)")
    return ((dividend - dividend % divisor).cast("float64") / divisor.cast("float64")).round().cast("int64")
