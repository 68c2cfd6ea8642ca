"""One source of advisories or risk signals a file: bytes as they are published in, records of ours out."""
