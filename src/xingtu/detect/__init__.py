"""Which observations can be made in blobs and trees? Licences, packages, secrets, posture."""
