"""Bylaws as data: how each is read, and which were in force on a day."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from rules import bylaws
from rules.bylaws import BY_FIELD, BYLAWS, KINDS_OF_GROUP, Bylaws, preset
from rules.loan_limits import Conditions
from rules.products import conditions_of
from rules.records import Change
from rules.register_records import LoanProduct

NOW = Bylaws(due_day=25, loan_rate_percent=Fraction(3, 2))


def changed(field: str, on: str, old: str, new: str) -> Change:
    return Change(f'{field}-{on}-{new}', date.fromisoformat(on), 'Bylaws', field, '', field, old, new)


def test_the_bylaws_of_a_day_are_those_of_now_with_later_decisions_taken_back() -> None:
    history = (
        changed('due_day', '2025-03-01', '10', '15'),
        changed('loan_rate_percent', '2025-04-01', '2', '1.5'),
        changed('due_day', '2025-06-01', '15', '25'),
    )
    then = replace(NOW, history=history)
    assert [then.on(date(2025, month, 15)).due_day for month in (2, 3, 5, 6)] == [10, 15, 15, 25]
    assert then.on(date(2025, 3, 31)).loan_rate_percent == 2
    assert then.on(date(2025, 4, 1)).loan_rate_percent == Fraction(3, 2)


def test_of_two_decisions_on_one_day_both_are_taken_back() -> None:
    """The meeting first agreed on the 15th, then on the 25th."""
    history = (changed('due_day', '2025-03-01', '10', '15'), changed('due_day', '2025-03-01', '15', '25'))
    assert replace(NOW, history=history).on(date(2025, 2, 28)).due_day == 10


@pytest.mark.parametrize('bylaw', BYLAWS, ids=lambda bylaw: bylaw.field)
def test_every_bylaw_is_read_back_as_it_was_written(bylaw: bylaws.Bylaw) -> None:
    agreed = preset('shg', 'सावित्री', 'INR', 'mr', date(2025, 1, 1), 'G1')
    value = getattr(agreed, bylaw.field)
    assert bylaw.read(bylaw.written(value, 'INR'), 'INR') == value


@pytest.mark.parametrize(
    'field, text',
    [('due_day', '0'), ('due_day', '32'), ('due_day', '1.5'), ('due_day', ''), ('loan_rate_percent', '101'),
     ('loan_rate_percent', '-1'), ('loan_rate_percent', '2,5'), ('loan_rate_percent', '1e1'), ('kind', 'bank'),
     ('started_on', '1.1.2025'), ('below_zero_allowed', 'perhaps'), ('monthly_due', '-200'), ('name', 'x' * 101)],
)  # fmt: skip
def test_what_a_bylaw_cannot_be_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValueError):
        BY_FIELD[field].read(text, 'INR')


@pytest.mark.parametrize('value, text', [(Fraction(2), '2'), (Fraction(7, 4), '1.75'), (Fraction(1, 8), '0.125')])
def test_a_rate_is_written_as_people_write_it(value: Fraction, text: str) -> None:
    assert bylaws.decimal_text(value) == text
    assert bylaws.read_percent(text) == value


def test_a_new_group_has_the_mobile_numbers_and_the_money_of_its_country() -> None:
    kenyan = preset('chama', 'Umoja', 'KES', 'sw', date(2025, 1, 1), 'G2')
    ugandan = preset('vsla', 'Tukole', 'UGX', 'en', date(2025, 1, 1), 'G3')
    assert (kenyan.country, kenyan.monthly_due, kenyan.pot_contribution) == ('KE', 0, 500_00)
    assert (ugandan.country, ugandan.monthly_due, ugandan.social_due) == ('UG', 0, 20)


def test_each_kind_of_group_begins_with_what_is_usual_before_it_lends() -> None:
    """A self help group asks nothing; what belongs to a module that is off asks nothing either."""
    said = {kind: preset(kind, 'Umoja', 'KES', 'en', date(2025, 1, 1), 'G') for kind in KINDS_OF_GROUP}
    asked = {
        kind: conditions_of(None, replace(made, loan_rate_most_percent=Fraction(5))) for kind, made in said.items()
    }
    usual = Conditions(highest_rate_percent=Fraction(5))
    assert asked == {
        'shg': usual,
        'chama': replace(usual, savings_multiplier=Fraction(2), no_overdue_loan=True, most_running_loans=1,
                         fund_percent=Fraction(30)),
        'vsla': replace(usual, savings_multiplier=Fraction(3), shares_multiplier=Fraction(3), no_overdue_loan=True,
                        most_running_loans=1, longest_months=3),
        'sacco': replace(usual, savings_multiplier=Fraction(3), less_outstanding=True, least_months_a_member=6,
                         share_capital_complete=True, no_overdue_loan=True, income_percent=Fraction('33.333333'),
                         must_be_covered=True),
    }  # fmt: skip
    off = replace(said['sacco'], module_products=False, module_guarantors=False, module_shares=False)
    left = replace(asked['sacco'], income_percent=None, must_be_covered=False, share_capital_complete=False)
    assert conditions_of(None, replace(off, loan_rate_most_percent=Fraction(5))) == left


def test_the_multiple_of_a_product_counts_for_shares_too_where_shares_count() -> None:
    vsla = preset('vsla', 'Tukole', 'UGX', 'en', date(2025, 1, 1), 'G')
    double = LoanProduct('', '', '', 'open', Fraction(2), 'month', '', multiplier=Fraction(2))
    found = conditions_of(double, vsla)
    assert (found.savings_multiplier, found.shares_multiplier) == (Fraction(2), Fraction(2))
    found = conditions_of(double, replace(vsla, loan_shares_times=Fraction(0)))
    assert (found.savings_multiplier, found.shares_multiplier) == (Fraction(2), Fraction(0))
