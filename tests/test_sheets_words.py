"""Texts in the reader's language, and money and dates as she writes them."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.money import Amount
from rules.periods import Month
from rules.problems import Problem, Word
from sheets import words
from sheets.words import N_, _, language, n_

MARATHI = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Members"
msgstr "सभासद"

msgid "Not yet translated"
msgstr ""

#, fuzzy
msgid "Uncertain"
msgstr "कदाचित"

msgid "{name} paid {amount}"
msgstr "{amount} {name} यांनी भरले"

msgid "{count} loan"
msgid_plural "{count} loans"
msgstr[0] "{count} कर्ज"
msgstr[1] "{count} कर्जे"
"""


@pytest.fixture
def marathi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small catalogue in place of the real one."""
    path = tmp_path / 'mr' / 'LC_MESSAGES' / 'bahi.po'
    path.parent.mkdir(parents=True)
    path.write_text(MARATHI, encoding='utf-8')
    monkeypatch.setattr(words, 'CATALOGUES', tmp_path)
    words._translations.cache_clear()
    with language('mr'):
        yield
    words._translations.cache_clear()


@pytest.mark.usefixtures('marathi')
def test_a_text_is_said_in_the_language_of_the_reader() -> None:
    assert _('Members') == 'सभासद'
    assert _('{name} paid {amount}').format(name='Asha', amount='₹200.00') == '₹200.00 Asha यांनी भरले'


@pytest.mark.usefixtures('marathi')
def test_a_text_without_a_certain_translation_is_said_in_english() -> None:
    assert _('Not yet translated') == 'Not yet translated'
    assert _('Uncertain') == 'Uncertain'
    assert _('Never heard of') == 'Never heard of'
    assert _('') == ''


@pytest.mark.usefixtures('marathi')
def test_one_and_many() -> None:
    said = [n_('{count} loan', '{count} loans', count).format(count=count) for count in (0, 1, 2)]
    assert said == ['0 कर्जे', '1 कर्ज', '2 कर्जे']
    with language('en'):
        assert n_('{count} loan', '{count} loans', 1) == '{count} loan'


@pytest.mark.usefixtures('marathi')
def test_a_mark_leaves_the_text_for_the_reader_who_comes_later() -> None:
    marked = N_('Members')
    assert marked == 'Members'
    assert _(marked) == 'सभासद'


def test_the_language_ends_with_its_block_even_after_an_error() -> None:
    def fails_in_swahili() -> None:
        with language('sw'):
            heard.append(words.current_language())
            raise ValueError

    heard: list[str] = []
    with pytest.raises(ValueError):
        fails_in_swahili()
    assert [*heard, words.current_language()] == ['sw', 'en']


def test_each_thread_speaks_its_own_language() -> None:
    heard: list[str] = []
    with language('hi'):
        other = threading.Thread(target=lambda: heard.append(words.current_language()))
        other.start()
        other.join()
        assert (heard, words.current_language()) == (['en'], 'hi')


def test_a_language_the_app_does_not_speak_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError, match="not a language of the app: 'xx'"):
        words.set_language('xx')


@pytest.mark.parametrize(
    'minor, currency, shown',
    [
        (12_345_600, 'INR', '₹1,23,456.00'),
        (1_23_45_67_890, 'INR', '₹1,23,45,678.90'),
        (100_000, 'INR', '₹1,000.00'),
        (99_999, 'INR', '₹999.99'),
        (5, 'INR', '₹0.05'),
        (0, 'INR', '₹0.00'),
        (-50_000, 'INR', '−₹500.00'),
        (123_450, 'KES', 'KSh 1,234.50'),
        (-123_456_789, 'KES', '−KSh 1,234,567.89'),
        (150_000, 'TZS', 'TSh 1,500.00'),
        (1_234_567, 'UGX', 'USh 1,234,567'),
        (0, 'UGX', 'USh 0'),
        (123_456, 'USD', 'USD 1,234.56'),
    ],
)
@pytest.mark.parametrize('reader', words.LANGUAGES)
def test_money_is_grouped_as_its_currency_is_in_every_language(
    minor: int, currency: str, shown: str, reader: str
) -> None:
    with language(reader):
        assert words.shown_money(minor, currency) == shown


def test_an_amount_without_the_sign_of_its_currency() -> None:
    assert [words.shown_amount(minor, 'INR') for minor in (12_345_600, -5)] == ['1,23,456.00', '−0.05']


@pytest.mark.parametrize(
    'reader, day, short, month',
    [
        ('en', '5 March 2026', '5 Mar 2026', 'March 2026'),
        ('hi', '5 मार्च 2026', '5 मार्च 2026', 'मार्च 2026'),
        ('mr', '5 मार्च 2026', '5 मार्च 2026', 'मार्च 2026'),
        ('sw', '5 Machi 2026', '5 Mac 2026', 'Machi 2026'),
    ],
)
def test_days_and_months(reader: str, day: str, short: str, month: str) -> None:
    with language(reader):
        assert words.shown_date(date(2026, 3, 5)) == day
        assert words.shown_short_date(date(2026, 3, 5)) == short
        assert words.shown_month(Month(2026, 3)) == month


def test_the_values_of_a_problem_are_shown_by_what_they_are() -> None:
    values = [Amount(12_345_600, 'INR'), date(2026, 3, 5), Month(2026, 3), 'Asha', 3]
    assert [words.shown(value) for value in values] == ['₹1,23,456.00', '5 March 2026', 'March 2026', 'Asha', '3']


@pytest.mark.usefixtures('marathi')
def test_a_word_in_a_problem_is_said_in_the_language_of_the_reader_and_a_name_stays() -> None:
    problem = Problem('{name} paid {amount}', 'Members', {'name': 'Members', 'amount': Word('Members')})
    assert problem.said(_, words.shown) == 'सभासद Members यांनी भरले सभासद'
    assert problem.said() == 'Members paid Members Members'
