"""The codes of the terms of a loan in words: each that can stand in the register has some, and none is said raw."""

import pytest

from rules.rescheduling import MEANWHILE
from sheets.columns import LOAN_PRODUCTS
from ui import term_words

OF_THE_REGISTER = {column.field: column.choices for column in LOAN_PRODUCTS.columns if column.choices}


@pytest.mark.parametrize('field', sorted(OF_THE_REGISTER.keys() - {'status'}))
def test_every_code_of_a_product_can_be_chosen_in_words(field: str) -> None:
    assert sorted(code for code, _words in term_words.choices(field)) == sorted(OF_THE_REGISTER[field])


def test_every_way_of_interest_during_a_moratorium_can_be_chosen_in_words() -> None:
    assert [code for code, _words in term_words.choices('meanwhile')] == list(MEANWHILE)


@pytest.mark.parametrize(
    'field, code, words',
    [
        ('kind', 'term', 'Repaid in instalments'),
        ('per', 'month', 'a month'),
        ('method', 'equal-principal', 'Equal parts of the loan'),
        ('every', '1 month', 'every month'),
        ('every', '45 days', 'every 45 days'),
        ('every', 'now and then', 'now and then'),
        ('allocation', 'interest, penalty,fee, principal', 'Interest, Penalty, Fees, Loan'),
        ('late_interest', 'as scheduled', 'The interest of the schedule'),
        ('name', 'Short loan', 'Short loan'),
        ('across', '', ''),
    ],
)
def test_a_code_is_said_in_words_and_what_is_none_as_it_stands(field: str, code: str, words: str) -> None:
    assert term_words.said(field, code) == words


def test_what_stands_in_the_book_can_be_chosen_again() -> None:
    assert ('45 days', 'every 45 days') in term_words.choices('every', '45 days')
    assert len(term_words.choices('allocation')) == 24, 'each order of four parts'
    assert term_words.choices('name') == []
