"""The pictures of docs/images/, made from today's output (``make screenshots``)."""
