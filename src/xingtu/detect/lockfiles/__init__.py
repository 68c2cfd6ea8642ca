"""What do all readers of dependency files share? The readers themselves are ``xingtu.detect.dependencies``, one file a format."""
