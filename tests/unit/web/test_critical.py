"""The critical style: what a first paint needs of the sheet, and no more."""

from bilten_app.web.critical import classes_in, critical, sheet_of

SHEET = sheet_of(
    "/*! made by a compiler */@layer theme,utilities;@layer properties{*{--tw-x:0}}"
    "@layer theme{:root{--spacing:.25rem}}"
    "@layer utilities{.flex{display:flex}.grid{display:grid}"
    r'.lg\:p-1\.5{padding:var(--tw-pad)}.p-\[10\%\]:after{content:"{"}'
    ".group:hover .lift,.lift:focus{translate:0}"
    "@media (width>=64rem){.wide{width:50%}}}"
    ":root.dark .moon,.sun:not(.up){display:none}"
    '@property --tw-pad{syntax:"*";inherits:false}@property --tw-rare{syntax:"*";inherits:false}'
)


def test_only_what_is_used_is_kept() -> None:
    kept = critical(SHEET, frozenset({"flex"}))

    assert ".flex{display:flex}" in kept
    assert "grid" not in kept
    assert "wide" not in kept


def test_what_has_no_class_and_the_order_of_the_layers_are_kept() -> None:
    kept = critical(SHEET, frozenset())

    assert kept.startswith("@layer theme,utilities;@layer properties{}@layer theme{:root{")
    assert "@layer utilities{}" in kept
    assert "compiler" not in kept


def test_a_condition_is_kept_with_what_it_holds() -> None:
    assert "@media (width>=64rem){.wide{width:50%}}" in critical(SHEET, frozenset({"wide"}))


def test_escaped_names_and_braces_in_words_are_understood() -> None:
    kept = critical(SHEET, frozenset({"lg:p-1.5", "p-[10%]"}))

    assert r".lg\:p-1\.5{" in kept
    assert r".p-\[10\%\]:after{" in kept


def test_a_variable_is_registered_for_the_rules_that_read_it() -> None:
    kept = critical(SHEET, frozenset({"lg:p-1.5"}))

    assert "@property --tw-pad" in kept
    assert "--tw-rare" not in kept
    assert "--tw-pad" not in critical(SHEET, frozenset({"flex"}))


def test_what_answers_a_hand_can_wait() -> None:
    assert "lift" not in critical(SHEET, frozenset({"group", "lift"}))


def test_what_depends_on_the_colour_scheme_is_kept_for_both() -> None:
    kept = critical(SHEET, frozenset({"moon"}))

    assert ":root.dark .moon" in kept


def test_what_must_not_be_there_is_not_asked_for() -> None:
    assert ".sun:not(.up)" in critical(SHEET, frozenset({"sun"}))


def test_classes_are_read_as_the_browser_reads_them() -> None:
    assert classes_in('<p class="a b"><i class="[&amp;&gt;b]:c a">') == {"a", "b", "[&>b]:c"}
