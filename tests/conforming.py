"""How the vectors of tests/data/conformance.json are asked of the rules: one adapter for each kind, none for a single
vector. What a vector chooses among the conventions stands in its data, under "ours".

An adapter answers in the shape of what is expected, under the same names.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from typer.testing import CliRunner

from main import app
from rules import (
    allocation,
    annuities,
    arrears,
    dividends,
    division,
    eligibility,
    fixed_deposits,
    loan_fees,
    penalties,
    pots,
    rotation,
    schedules,
    share_out,
    shares,
)
from rules.allocation import Due
from rules.balances import Period
from rules.dividends import Account, Declaration, Dividend
from rules.loan_limits import Asked, Borrower, Conditions
from rules.periods import months_later
from rules.terms import Terms

Vector = Mapping[str, Any]
Answer = dict[str, Any]
YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))


def minor(amount: Any) -> int:
    """An amount of a vector in hundredths."""
    exact = Fraction(str(amount)) * 100
    assert exact.denominator == 1, f'fractions of a cent: {amount}'
    return int(exact)


def major(amount: Fraction | int) -> Fraction:
    """An amount of the rules in whole units."""
    return Fraction(amount) / 100


def command_of(vector: Vector) -> list[str]:
    """The words of `main.py loan` for a vector: its conventions are options."""
    words = ['loan', '--json']
    for option, value in vector['ours'].items():
        for each in value if isinstance(value, list) else [value]:
            words += [f'--{option}', str(each)]
    return words


def answer_of_loan(vector: Vector) -> Answer:
    """The schedule of a loan, how it stands on a day, what paying it off costs: from the command line."""
    result = CliRunner().invoke(app, command_of(vector))
    assert result.exit_code == 0, f'{vector["id"]}: {result.output}'
    told = json.loads(result.stdout)
    rows = told['rows']
    paying_off = told.get('pay_off', {})
    known = {
        'rows': list(_asked_for(vector['expected'].get('rows', []), rows)),
        'totals': {'principal': _sum(rows, 'principal'), 'interest': told['total_interest'], 'total': told['total']},
        'installment': told['instalment'],
        'total_interest': told['total_interest'],
        'total': told['total'],
        'n': len(rows),
        'interest': paying_off.get('interest'),
        'payoff': paying_off.get('total'),
        'overdue': told.get('overdue'),
    }
    return {name: known[name] for name in vector['expected']}


def _asked_for(expected: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows that are published, by their number or one after the other."""
    by_number = {row['n']: row for row in rows}
    for place, row in enumerate(expected, 1):
        found = by_number.get(row.get('n', place), {})
        yield {name: found.get(name) for name in row}


def _sum(rows: Sequence[Mapping[str, Any]], part: str) -> Fraction:
    return sum((Fraction(row[part]) for row in rows), Fraction(0))


def answer_of_annuity(vector: Vector) -> Answer:
    """The functions of spreadsheets, exactly."""
    asked = {**vector['inputs'], **vector.get('ours', {})}
    rate = _quotient(asked['rate'])
    present, periods, at_start = Fraction(asked['pv']), int(asked['nper']), asked.get('when') == 'begin'
    future = Fraction(asked.get('fv', 0))

    def each(function: Callable[..., Fraction]) -> list[Fraction]:
        return [function(rate, n, periods, present, future, at_start=at_start) for n in asked['periods']]

    def together(function: Callable[..., Fraction]) -> Fraction:
        return function(rate, periods, present, asked['start'], asked['end'], at_start=at_start)

    functions: Mapping[str, Callable[[], Any]] = {
        'pmt': lambda: annuities.pmt(rate, periods, present, future, at_start=at_start),
        'ipmt': lambda: each(annuities.ipmt),
        'ppmt': lambda: each(annuities.ppmt),
        'cumipmt': lambda: together(annuities.cumipmt),
        'cumprinc': lambda: together(annuities.cumprinc),
    }
    return {name: functions[name]() for name in vector['expected']}


def _quotient(text: Any) -> Fraction:
    above, _line, below = str(text).partition('/')
    return Fraction(above) / Fraction(below or 1)


def answer_of_allocation(vector: Vector) -> Answer:
    """One payment on one instalment, or across several."""
    asked = vector['inputs']
    told = asked.get('overdue_installments', [{'n': 1, **asked['due']}] if 'due' in asked else [])
    dues = [
        Due(row['n'], date(2024, row['n'], 1), **{part: minor(row.get(part, 0)) for part in allocation.PARTS})
        for row in told
    ]
    went = allocation.allocate(
        minor(asked['payment']), dues, asked.get('order', allocation.USUAL_ORDER), **vector.get('ours', {})
    )
    if 'outstanding' in vector['expected']:
        left = zip(dues, went.paid, strict=True)
        return {'outstanding': [
            {'n': due.n, 'interest': major(due.interest - paid.interest),
             'principal': major(due.principal - paid.principal)}
            for due, paid in left
        ]}  # fmt: skip
    return {**{part: major(went.of(part)) for part in allocation.PARTS}, 'excess': major(went.excess)}


def _dues_of(loan: Mapping[str, Any]) -> list[Due]:
    terms = Terms(loan['method'], Fraction(loan['rate']), loan['per'], loan['count'])
    rows = schedules.schedule(minor(loan['principal']), date.fromisoformat(loan['start']), terms)
    return [Due(row.n, row.due_on, interest=row.interest, principal=row.principal) for row in rows]


def answer_of_fee(vector: Vector) -> Answer:
    """A fee on each instalment of a loan."""
    dues = _dues_of(vector['ours']['loan'])
    fee = loan_fees.Fee(
        'processing', vector['ours']['base'], 'each instalment', Fraction(str(vector['inputs']['fee_pct']))
    )
    charges = loan_fees.charges([fee], dues)
    first = loan_fees.with_fees(dues, charges)[0]
    return {
        'fee_each': major(charges[0].amount),
        'installment': major(first.total),
        'fee_total': major(sum(charge.amount for charge in charges)),
    }


def answer_of_penalty(vector: Vector) -> Answer:
    """A penalty on each instalment of a loan of which nothing was paid."""
    dues, asked = _dues_of(vector['ours']['loan']), vector['inputs']
    rule = penalties.Rule('late', vector['ours']['base'], Fraction(str(asked['penalty_pct'])))
    found = penalties.penalties([rule], dues, [], date.fromisoformat(asked['as_of']))
    assert len(found) == asked['installments_overdue'], f'{len(found)} instalments carry a penalty'
    return {
        'penalty_each': major(found[0].amount),
        'penalty_total': major(sum(penalty.amount for penalty in found)),
        'total_due': major(sum(due.total for due in penalties.with_penalties(dues, found))),
    }


def answer_of_share_days(vector: Vector) -> Answer:
    """The exact parts of a pool, before they are rounded so that they add up."""
    asked = vector['inputs']
    period = Period(date.fromisoformat(asked['period_start']), date.fromisoformat(asked['period_end']))
    declared = Declaration(period, 'share-days', pool=minor(asked['dividend_pool']), **vector['ours'])
    accounts = [Account(day, 0, ((date.fromisoformat(day), held),)) for day, held in asked['holdings']]
    counted = [dividends.counted_parts(account, declared) for account in accounts]
    parts = division.exact_parts(minor(asked['dividend_pool']), counted)
    assert sum(part.gross for part in dividends.dividends(accounts, declared)) == declared.pool
    return {'amounts': [major(part) for part in parts]}


def answer_of_pro_rata(vector: Vector) -> Answer:
    """Interest on deposits by months, and a dividend on the closing share capital."""
    asked, ours = vector['inputs'], vector['ours']
    rounding = {'unit': minor(ours.get('unit', '0.01')), 'mode': ours.get('mode', 'half-up')}
    tax = Fraction(asked.get('withholding_tax_pct', 0))

    def given(accounts: list[Account], rate: Any, weighting: Any) -> list[Dividend]:
        return dividends.dividends(
            accounts, Declaration(YEAR, weighting, Fraction(rate), tax_percent=tax, **rounding)
        )  # fmt: skip

    if 'deposit' in asked:
        paid_in = [
            Account(name, 0, ((date(2022, n, 1), minor(asked['deposit'])),))
            for n, name in enumerate(asked['months'], 1)
        ]
        return {'amounts': [major(part.gross) for part in given(paid_in, asked['rate_pct'], ours['weighting'])]}
    months = [(date(2022, n, 1), minor(asked['monthly_deposit'])) for n in range(1, 13)]
    deposits = [Account('opening', minor(asked['opening_deposits'])), Account('monthly', 0, tuple(months))]
    each = given([Account(str(day), 0, ((day, paid),)) for day, paid in months], asked['deposit_rate_pct'],
                 ours['weighting'])  # fmt: skip
    opening, monthly = given(deposits, asked['deposit_rate_pct'], ours['weighting'])
    (capital,) = given(
        [Account('shares', minor(asked['share_capital']))], asked['share_dividend_pct'], 'closing balance'
    )
    every = (opening, monthly, capital)
    return {
        'on_opening': major(opening.gross),
        'on_monthly': major(monthly.gross),
        'on_shares': major(capital.gross),
        'gross': major(sum(part.gross for part in every)),
        'net': major(sum(part.net for part in every)),
        'monthly': [major(part.gross) for part in each],
    }


def answer_of_savings(vector: Vector) -> Answer:
    """Interest on the balance of some evenings, before it is rounded."""
    asked = vector['inputs']
    first = date(2023, 1, 1)
    period = Period(first, date.fromordinal(first.toordinal() + asked['days'] - 1))
    declared = Declaration(period, vector['ours']['weighting'], Fraction(asked['annual_rate_pct']), rate_per='year')
    counted = dividends.counted_parts(Account('', minor(asked['balance'])), declared)
    return {'interest': major(counted * declared.factor)}


def answer_of_fixed_deposit(vector: Vector) -> Answer:
    """What a fixed deposit is worth at the end, before it is rounded."""
    asked = vector['inputs']
    deposit = fixed_deposits.FixedDeposit(
        minor(asked['principal']), date(2023, 1, 1), asked['months'], Fraction(asked['annual_rate_pct']),
        add_every_months=asked['compound_every_months'],
    )  # fmt: skip
    return {'maturity': major(fixed_deposits.exact_maturity(deposit))}


def answer_of_eligibility(vector: Vector) -> Answer:
    """The largest loan by savings and shares."""
    asked, ours = vector['inputs'], vector['ours']
    conditions = Conditions(Fraction(ours['savings_multiplier']), Fraction(ours['shares_multiplier']))
    borrower = Borrower('', date(2020, 1, 1), minor(asked['savings']), minor(asked['shares']))
    found = eligibility.answer(borrower, Asked(1, date(2024, 1, 1)), conditions, 'UGX')
    return {'limit': major(found.largest or 0)}


def answer_of_share_out(vector: Vector) -> Answer:
    """What a member gets of the fund for her shares."""
    asked, price = vector['inputs'], minor(vector['ours']['share_price'])
    held = [asked['member_shares'], asked['total_shares'] - asked['member_shares']]
    holders = [share_out.Holder(str(place), count * price) for place, count in enumerate(held)]
    fund = minor(asked['fund'])
    terms = share_out.Terms(fund, fund, method=vector['ours']['method'], price=price)
    return {'payout': major(share_out.share_out(holders, terms).payouts[0].paid)}


def answer_of_division(vector: Vector) -> Answer:
    """A profit divided by what each saved."""
    saved, profit = vector['inputs']['savings'], vector['inputs']['profit']
    amounts = [minor(amount) for amount in saved.values()]
    parts = division.divide(minor(profit), amounts)
    return {
        'total': major(sum(amounts)),
        'pct': dict(zip(saved, shares.percents(amounts), strict=True)),
        **{f'profit_{name}': major(part) for name, part in zip(saved, parts, strict=True)},
    }


def answer_of_pot(vector: Vector) -> Answer:
    """The pot of a merry-go-round, and how many rounds it has."""
    asked = vector['inputs']
    members = [(str(number),) for number in range(asked['members'])]
    days = [months_later(date(2024, 1, 1), number) for number in range(len(members))]
    opened = rotation.opened('R1', members, minor(asked['contribution']), days)
    return {'pot': major(pots.pot(opened).result), 'rounds': len(opened.turns)}


def answer_of_portfolio(vector: Vector) -> Answer:
    """Loans by how late they are: shares, the portfolio at risk, what is set aside."""
    balances, rates = vector['inputs']['outstanding_principal_by_days_past_due'], vector['inputs']['provision_rates']
    days = vector['ours']['from_days']
    classes = tuple(
        arrears.Class(name, days[name], 100 * Fraction(rates.get(name, '0'))) for name in sorted(days, key=days.get)
    )
    late = [arrears.Late(minor(balance), days[name]) for name, balance in balances.items()]
    found = arrears.bands(late, arrears.Table(date(2000, 1, 1), classes))
    risk = arrears.at_risk(late, 0)
    return {
        'total': major(risk.of_all),
        'share_pct': [(band.share or Fraction(0)) * 100 for band in found],
        'par1_pct': Fraction(risk.balance, risk.of_all) * 100,
        'provision': major(sum(band.set_aside for band in found)),
    }


ADAPTERS: Mapping[str, Callable[[Vector], Answer]] = {
    'loan_schedule': answer_of_loan,
    'loan_early_payoff': answer_of_loan,
    'loan_overdue_interest': answer_of_loan,
    'pmt': answer_of_annuity,
    'ipmt': answer_of_annuity,
    'ppmt': answer_of_annuity,
    'cumipmt': answer_of_annuity,
    'cumprinc': answer_of_annuity,
    'payment_allocation': answer_of_allocation,
    'payment_allocation_across_overdue': answer_of_allocation,
    'charge_percentage': answer_of_fee,
    'penalty_percentage': answer_of_penalty,
    'dividend_time_weighted_share_days': answer_of_share_days,
    'sacco_dividend_prorata': answer_of_pro_rata,
    'savings_interest_daily': answer_of_savings,
    'fixed_deposit_maturity': answer_of_fixed_deposit,
    'loan_eligibility': answer_of_eligibility,
    'vsla_shareout': answer_of_share_out,
    'profit_pro_rata_savings': answer_of_division,
    'rosca_pot': answer_of_pot,
    'portfolio_at_risk': answer_of_portfolio,
}


def answer_to(vector: Vector) -> Answer:
    """What the rules say, under the conventions that the vector chooses."""
    return ADAPTERS[vector['kind'].partition('/')[0]](vector)
