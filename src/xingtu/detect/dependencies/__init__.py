"""One format of lockfile or manifest a file: bytes in, components out."""
