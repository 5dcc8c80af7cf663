"""`python -m bilten_app.cli` is `bilten`."""

from bilten_app.cli import main

main()
