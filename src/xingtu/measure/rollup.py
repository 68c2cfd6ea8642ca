"""What is a person's, an organisation's or a repository's volume, and its share of everybody's?"""

import ibis

from xingtu.measure.metric import Metric
from xingtu.measure.share import millionths


def rollup(measured: ibis.Table, metric: Metric, by: tuple[str, ...] = ()) -> ibis.Table:
    """Sum an additive metric over the columns of its grain that are not in ``by``.

    measured: what ``metric.value`` returned
    by:       columns of the grain, e.g. ("person",), ("organisation",), ("repository", "person"); () is one row for all
    returns:  (by…, volume, share, unknown)
              volume:  in the metric's scale; null when nothing of it is known
              share:   of the volume of all rows, "(Unknown)" included, in millionths, rounded half up
              unknown: how many parts are unknown and missing from volume; above 0 the volume is a lower bound

    Raises:
        ValueError: the metric may not be summed, or ``by`` names no column of its grain.
    """
    if not metric.additive:
        raise ValueError(f"指标 {metric.id} 不可相加，不能汇总；请直接使用它按 {'、'.join(metric.grain)} 给出的数")
    if strangers := sorted(set(by) - set(metric.grain)):
        raise ValueError(f"指标 {metric.id} 没有 {'、'.join(strangers)} 这一列；可用的列：{'、'.join(metric.grain)}")
    sums = {"volume": measured.value.sum().cast("int64"), "unknown": measured.value.isnull().sum().fill_null(0).cast("int64")}
    volumes = measured.group_by(*by).aggregate(**sums) if by else measured.aggregate(**sums)
    whole = volumes.aggregate(whole=volumes.volume.sum())
    shared = volumes.cross_join(whole)
    return shared.select(*by, "volume", share=millionths(shared.volume, shared.whole), unknown=shared.unknown)
