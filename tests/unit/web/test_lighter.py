"""What the compiled pages leave out of Reflex."""

import pytest
from reflex_base.compiler.templates import vite_config_template

from bilten_app.web.lighter import without_emotion, without_nearby_eval


def reflexes_config() -> str:
    return vite_config_template(
        base="/", hmr=False, force_full_reload=False, experimental_hmr=False, sourcemap=False
    )


def test_our_elements_are_found_before_emotion() -> None:
    config = without_emotion(reflexes_config())

    aliases = config.partition("alias: [")[2]
    assert aliases.lstrip().startswith('{ find: "@emotion/react", replacement:')
    assert 'find: "$"' in aliases


def test_a_configuration_of_another_kind_stops_the_build() -> None:
    with pytest.raises(ValueError, match="writes its configuration otherwise"):
        without_emotion("export default {}")


def test_no_eval_is_left_that_reads_the_names_around_it() -> None:
    once = without_nearby_eval("run = eval(code); value = medieval(eval(callback));")

    assert once == "run = (0, eval)(code); value = medieval((0, eval)(callback));"
    assert without_nearby_eval(once) == once
