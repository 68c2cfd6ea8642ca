"""征集 → 受理 → 评审 → 决定 → 公示 → 兑现 → 跟踪: one process for every programme; what differs stands in the programme's file."""
