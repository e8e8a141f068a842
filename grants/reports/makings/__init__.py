"""What takes too long for a request: asked for on a page, made by the worker, its progress shown until its files are there."""
