"""A port that nothing listens on."""

import socket


def free_port() -> int:
    """Free at the moment of asking; whoever asks binds it at once."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
