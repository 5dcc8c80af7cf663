"""How somebody is judged. Pure: the same facts and rules give the same verdict."""
