"""Pydantic's findings about a form, as sentences beside the fields."""

from pydantic import ValidationError

from bilten_app.kit.text import fill, msgid

# What went wrong, by Pydantic's name of it; the blanks are filled from its context.
SENTENCES: dict[str, str] = {
    "missing": msgid("Fill this in."),
    "string_too_short": msgid("Write at least {min_length} characters."),
    "string_too_long": msgid("Write at most {max_length} characters."),
    "string_pattern_mismatch": msgid("This does not have the expected form."),
    "int_parsing": msgid("Write a whole number."),
    "int_from_float": msgid("Write a whole number."),
    "decimal_parsing": msgid("Write a number."),
    "greater_than": msgid("This must be more than {gt}."),
    "greater_than_equal": msgid("This must be at least {ge}."),
    "less_than": msgid("This must be less than {lt}."),
    "less_than_equal": msgid("This must be at most {le}."),
    "literal_error": msgid("Choose one of the offered values."),
    "enum": msgid("Choose one of the offered values."),
    "value_error": msgid("This is not right yet. Please look again."),
    "email": msgid("Write an address like name@example.com."),
}
OTHERWISE = "value_error"


def field_problems(error: ValidationError) -> dict[str, str]:
    """Return one sentence for each field; an empty required field is simply missing."""
    problems: dict[str, str] = {}
    for item in error.errors(include_url=False):
        name = str(item["loc"][0]) if item["loc"] else "form"
        kind = _kind(str(item["type"]), str(item["msg"]), item.get("input"))
        context = {key: str(value) for key, value in item.get("ctx", {}).items()}
        problems.setdefault(name, fill(SENTENCES.get(kind, SENTENCES[OTHERWISE]), dict(context)))
    return problems


def _kind(kind: str, message: str, given: object) -> str:
    if given is None or given == "":
        return "missing"
    return "email" if "email" in message else kind
