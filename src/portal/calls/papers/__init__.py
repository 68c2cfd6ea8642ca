"""Which papers do calls put out? Each file is one of them."""
