"""Bilten from Python: `Client` has a method for each operation of the API.

`models` are the shapes of what goes out and comes back. What is refused is raised as `Refused`.
"""

from bilten_client import models
from bilten_client.errors import BiltenError, NoAnswer, Refused
from bilten_client.operations import Operations


class Client(Operations):
    """A connection to one Bilten, with the key of one program."""


__all__ = ["BiltenError", "Client", "NoAnswer", "Refused", "models"]
