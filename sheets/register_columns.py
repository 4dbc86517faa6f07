"""The registers of the modules, with their columns in the order in which people see them.

A workbook has those that its modules use; `Decisions` is in every one. A register says here all that there is to say of
it: what reads, compares, joins, exports and proves a workbook follows its declaration.
"""

from rules import register_records as of
from rules.allocation import ACROSS
from rules.bylaw import PART_MONTHS
from rules.day_counts import DAY_COUNTS, PERS
from rules.loan_fees import ASKED as FEES_ASKED
from rules.money import ROUNDING_MODES
from rules.penalties import BASES as PENALTY_BASES
from rules.prepayment import RULES as PREPAYMENTS
from rules.problems import N_
from rules.terms import LATE_INTERESTS, METHODS, REMAINDERS
from sheets.described import Column, Sheet

KINDS_OF_DISTRIBUTIONS = ('dividend', 'interest', 'share-out')


def _number() -> Column:
    return Column('Number', 'number', width=12, note=N_('Given once, never given again.'), given_once=True)


def _member(required: bool = True) -> tuple[Column, Column]:
    return (
        Column('Member', 'member_number', required=required, width=12, note=N_('The number of the member.'),
               follows=True),
        Column('Name', 'member_name', width=28, note=N_('The name of the member.'), follows=True),
    )  # fmt: skip


def _id(header: str) -> Column:
    return Column(header, 'id', width=12, for_app=True, note=N_('Tells this row from all others.'))


def _member_id(required: bool = True) -> Column:
    return Column('Member ID', 'member', required=required, width=12, for_app=True, note=N_('The member, for the app.'))


def _note() -> Column:
    return Column('Note', 'note', required=False, width=30, note=N_('Anything worth remembering.'))


def _decision() -> Column:
    return Column('Decision', 'decision', required=False, width=12, note=N_('The number of the decision behind it.'))


def _about() -> Column:
    return Column('About ID', 'about', required=False, width=12, for_app=True, note=N_('The row that it belongs to.'))


LOAN_PRODUCTS = Sheet('Loan products', 'id', (
    _number(),
    Column(N_('Name'), 'name', width=26, note=N_('What the group calls these loans.')),
    Column(N_('Kind'), 'kind', width=10, choices=(of.OPEN, of.TERM),
           note=N_('"open": interest on what is still owed, no last day; "term": repaid in instalments.')),
    Column(N_('Status'), 'status', width=11, choices=(of.OFFERED, of.RETIRED),
           note=N_('Whether loans are still given on these terms.')),
    Column(N_('Percent'), 'rate', 'percent', width=10, note=N_('The rate of interest.')),
    Column(N_('Per'), 'per', width=9, choices=PERS, note=N_('Whether the rate is for a month or a year.')),
    Column(N_('Method'), 'method', required=False, width=18, choices=METHODS, note=N_('How interest is reckoned.')),
    Column(N_('Every'), 'every', required=False, width=11, note=N_('The time between instalments: 1 month, 2 weeks.')),
    Column(N_('Instalments'), 'count', 'whole', required=False, width=12,
           note=N_('How many, unless agreed otherwise.')),
    Column(N_('Most instalments'), 'most_count', 'whole', required=False, width=17, note=N_('How many at most.')),
    Column(N_('Least sum'), 'least', 'money', required=False, note=N_('The smallest loan.')),
    Column(N_('Largest sum'), 'most', 'money', required=False, note=N_('The largest loan.')),
    Column(N_('Times savings'), 'multiplier', 'percent', required=False,
           note=N_('The loan is at most so many times what the member has saved.')),
    Column(N_('Guarantors'), 'guarantors', 'whole', required=False, width=12, note=N_('How many must answer for it.')),
    Column(N_('Day count'), 'day_count', required=False, width=12, choices=DAY_COUNTS,
           note=N_('How days are counted for interest; "none" counts periods.')),
    Column(N_('Part of a month'), 'part_month', required=False, width=16, choices=PART_MONTHS,
           note=N_('"started": a started month counts whole; "days": the days count.')),
    Column(N_('Rounded to'), 'rounding_unit', 'money', required=False, width=12,
           note=N_('Interest is rounded to a multiple of this.')),
    Column(N_('Way of rounding'), 'rounding_mode', required=False, width=16, choices=ROUNDING_MODES,
           note=N_('half-up, half-even, up or down.')),
    Column(N_('Instalment rounded'), 'instalment_mode', required=False, width=18, choices=ROUNDING_MODES,
           note=N_('How the computed instalment is rounded.')),
    Column(N_('Instalment to'), 'instalment_multiple', 'money', required=False, width=14,
           note=N_('The instalment is a multiple of this.')),
    Column(N_('Remainder'), 'remainder', required=False, width=12, choices=REMAINDERS,
           note=N_('Which instalment takes what rounding left.')),
    Column(N_('No principal for'), 'grace_principal', 'whole', required=False, width=16,
           note=N_('So many instalments pay interest only.')),
    Column(N_('No payment for'), 'grace_interest', 'whole', required=False, width=16,
           note=N_('So many instalments pay nothing; their interest is paid later.')),
    Column(N_('No interest for'), 'interest_free', 'whole', required=False, width=16,
           note=N_('So many instalments carry no interest.')),
    Column(N_('Processing percent'), 'processing_percent', 'percent', required=False, width=19,
           note=N_('A fee in percent of the loan.')),
    Column(N_('Processing fee'), 'processing_sum', 'money', required=False, width=15, note=N_('A fee of a fixed sum.')),
    Column(N_('Insurance percent'), 'insurance_percent', 'percent', required=False, width=18,
           note=N_('Insurance in percent of the loan.')),
    Column(N_('Insurance fee'), 'insurance_sum', 'money', required=False, width=14,
           note=N_('Insurance of a fixed sum.')),
    Column(N_('Fees are'), 'fees_taken', required=False, width=12, choices=FEES_ASKED,
           note=N_('taken off the money paid out, or asked with the first instalment or with each one.')),
    Column(N_('Penalty on'), 'penalty_base', required=False, width=14, choices=PENALTY_BASES,
           note=N_('What of the overdue instalment it is a percentage of, or a fixed sum.')),
    Column(N_('Penalty percent'), 'penalty_percent', 'percent', required=False, width=16, note=N_('How much of that.')),
    Column(N_('Penalty sum'), 'penalty_sum', 'money', required=False, width=14,
           note=N_('How much, where it is fixed.')),
    Column(N_('Penalty is asked'), 'penalty_times', required=False, width=17, choices=('once', 'period'),
           note=N_('Once for an instalment, or again in each period.')),
    Column(N_('Grace days'), 'penalty_grace_days', 'whole', required=False, width=12,
           note=N_('So many days after the due day no penalty is asked.')),
    Column(N_('Order'), 'allocation', required=False, width=34,
           note=N_('What a repayment pays first, second and so on.')),
    Column(N_('Across'), 'across', required=False, width=16, choices=ACROSS,
           note=N_('How a repayment goes over several overdue instalments.')),
    Column(N_('Paid ahead'), 'prepayment', required=False, width=20, choices=PREPAYMENTS,
           note=N_('What becomes of the rest when more is paid than is due.')),
    Column(N_('Late interest'), 'late_interest', required=False, width=22, choices=LATE_INTERESTS,
           note=N_('What who pays late owes: the interest as scheduled; or on what is outstanding, as long as it is, '
                   'which is meant where nothing is said, or until the last due day.')),
    _note(),
    _id('Product ID'),
), of.LoanProduct, called=('name', 'number'), modules=('module_products',), since=3)  # fmt: skip

GUARANTORS = Sheet('Guarantors', 'id', (
    Column('Loan', 'loan_number', width=12, note=N_('The number of the loan.'), follows=True),
    *_member(required=False),
    Column('Amount', 'amount', 'money', note=N_('For how much of the loan.')),
    Column('Phone', 'phone', required=False, width=16, note=N_('Of somebody who is not a member.')),
    Column('Relation', 'relation', required=False, width=18, note=N_('Of somebody who is not a member.')),
    Column('Status', 'status', width=12, choices=(of.ASKED, of.ACCEPTED, of.DECLINED, of.RELEASED),
           note=N_('asked, accepted, declined, or released when the loan is repaid.')),
    Column('On', 'on', 'date', required=False, width=12, note=N_('Since when it stands so.')),
    _note(),
    _id('Guarantor ID'),
    Column('Loan ID', 'loan', width=12, for_app=True, note=N_('The loan, for the app.')),
    _member_id(required=False),
), of.Guarantor, called=('member_name', 'loan_number'), modules=('module_guarantors',), since=3)  # fmt: skip

ROTATION = Sheet('Rotation', 'id', (
    Column('Cycle', 'cycle', 'whole', width=9, note=N_('The number of the cycle.'), given_once=True),
    Column('Round', 'round', 'whole', width=9, note=N_('The number of the round in the cycle.'), follows=True),
    Column('Position', 'position', 'whole', width=10, given_once=True,
           note=N_('Her place in the order; who share a place stand there with the same number.')),
    Column('Due on', 'due_on', 'date', width=12, note=N_('The day of the round.')),
    *_member(),
    Column('Parts', 'parts', 'whole', width=9, follows=True,
           note=N_('So many parts of the turn are hers; 1 and 1 where two have half of it each.')),
    Column('Contribution', 'contribution', 'money', note=N_('What a whole place puts in.'), given_once=True),
    Column('Pot', 'pot', 'money', required=False, note=N_('What was paid out.'), follows=True),
    Column('Status', 'status', width=12, choices=(of.WAITING, of.REQUESTED, of.APPROVED, of.PAID),
           note=N_('waiting, requested, approved or paid.'), follows=True),
    Column('Requested on', 'requested_on', 'date', required=False, follows=True, note=N_('When it was asked for.')),
    Column('Requested by', 'requested_by', required=False, follows=True, width=16, note=N_('Who asked for it.')),
    Column('Approved on', 'approved_on', 'date', required=False, follows=True, note=N_('When it was approved.')),
    Column('Approved by', 'approved_by', required=False, follows=True, width=16, note=N_('Who approved it.')),
    Column('Paid on', 'paid_on', 'date', required=False, follows=True, note=N_('When it was paid.')),
    Column('Paid by', 'paid_by', required=False, follows=True, width=16, note=N_('Who recorded it as paid.')),
    _decision(),
    Column('Order by', 'way', required=False, width=12, note=N_('How the order came about.'), given_once=True),
    Column('Seed', 'seed', required=False, width=18, given_once=True,
           note=N_('What was agreed aloud for the ballot; anyone can draw it again with this.')),
    _note(),
    _id('Turn ID'),
    _member_id(),
), of.Turn, called=('member_name', 'cycle', 'round'), modules=('module_rotation',), since=3)  # fmt: skip

DECISIONS = Sheet('Decisions', 'id', (
    _number(),
    Column('Date', 'on', 'date', width=12, note=N_('The day on which it was decided.')),
    Column('Kind', 'kind', width=18, note=N_('What kind of decision it is.')),
    Column('Of', 'label', required=False, width=24, note=N_('Whom or what it is about.')),
    Column('Details', 'details', required=False, width=40, note=N_('What was decided.')),
    Column('Sum', 'amount', 'money', required=False, note=N_('The sum that it is about.')),
    Column('Members', 'members', required=False, width=24, note=N_('The numbers of the members whom it concerns.')),
    Column('In favour', 'in_favour', required=False, width=24, note=N_('Who was for it, by their numbers.')),
    Column('Against', 'against', required=False, width=24, note=N_('Who was against it, by their numbers.')),
    Column('Reason', 'reason', required=False, width=34, note=N_('Why.')),
    Column('Status', 'status', width=12, choices=(of.DECIDED, of.WITHDRAWN), follows=True,
           note=N_('decided, or withdrawn again.')),
    _id('Decision ID'),
    _about(),
), of.Decision, called=('number', 'label'), since=3)  # fmt: skip

FINES = Sheet('Fines', 'id', (
    _number(),
    Column('Date', 'on', 'date', width=12, note=N_('The day on which it was charged.')),
    *_member(),
    Column('Kind', 'kind', width=18, note=N_('What it was charged for.')),
    Column('Sum', 'amount', 'money', note=N_('How much it is.')),
    Column('For period', 'month', 'month', required=False, width=11, older=('For month',),
           note=N_('The month whose deposit was late.')),
    Column('Reason', 'reason', required=False, width=30, note=N_('What happened.')),
    Column('Status', 'status', width=11, choices=(of.OWED, of.PAID, of.WAIVED), follows=True,
           note=N_('owed, paid, or waived by a decision.')),
    Column('Waived', 'waived', 'money', required=False, follows=True, note=N_('How much of it was waived.')),
    _decision(),
    _id('Fine ID'),
    _member_id(),
), of.Fine, called=('number', 'member_name'), modules=('module_fines',), since=3)  # fmt: skip

ACCOUNTS = Sheet('Accounts', 'id', (
    _number(),
    Column('Name', 'name', width=26, note=N_('What people call it.')),
    Column('Type', 'type', width=10, choices=('cash', 'bank', 'mobile'), given_once=True,
           note=N_('A cash box, an account at a bank, or with a mobile operator.')),
    Column('Bank', 'bank', required=False, width=26, note=N_('The bank or operator.')),
    Column('Account number', 'account_number', required=False, width=20, note=N_('As the bank writes it.')),
    Column('Branch', 'branch', required=False, width=20, note=N_('The branch of the bank.')),
    Column('Usual', 'primary', 'yes_no', required=False, width=9,
           note=N_('"yes" for the one that is meant where none is named.')),
    Column('Status', 'status', width=11, choices=(of.IN_USE, of.CLOSED), note=N_('in use, or closed.')),
    _id('Account ID'),
), of.Account, called=('name', 'number'), modules=('module_bank_accounts',), since=3)  # fmt: skip

FIXED_DEPOSITS = Sheet('Fixed deposits', 'id', (
    _number(),
    *_member(),
    Column('Sum', 'amount', 'money', note=N_('What was put in.'), given_once=True),
    Column('Percent a year', 'rate', 'percent', width=15, note=N_('The rate of interest.')),
    Column('From', 'start', 'date', width=12, note=N_('The day on which it begins.'), given_once=True),
    Column('Months', 'months', 'whole', width=10, note=N_('How long it stays.')),
    Column('Compounded every', 'compound_months', 'whole', required=False, width=17,
           note=N_('Every so many months interest is added; nothing for only at the end.')),
    Column('Status', 'status', width=13, choices=(of.RUNNING, of.MATURED, of.CLOSED_EARLY), follows=True,
           note=N_('running, matured, or closed early.')),
    Column('Closed on', 'closed_on', 'date', required=False, follows=True, note=N_('When it was paid back.')),
    _note(),
    _id('Deposit ID'),
    _member_id(),
), of.FixedDeposit, called=('number', 'member_name'), modules=('module_fixed_deposits',), since=3)  # fmt: skip

DISTRIBUTIONS = Sheet('Distributions', 'id', (
    _number(),
    Column('Date', 'on', 'date', width=12, note=N_('The day on which it was recorded.')),
    Column('Kind', 'kind', width=12, choices=KINDS_OF_DISTRIBUTIONS, given_once=True,
           note=N_('A dividend, interest on savings, or a share-out.')),
    Column('First day', 'first', 'date', width=12, note=N_('The first day that counts.')),
    Column('Last day', 'last', 'date', width=12, note=N_('The last day that counts.')),
    Column('Pool', 'pool', 'money', note=N_('What was divided.'), given_once=True),
    Column('Method', 'method', required=False, width=22, note=N_('How it was divided.'), given_once=True),
    Column('Rate percent', 'rate', 'percent', required=False, width=13, given_once=True,
           note=N_('The rate, where no sum was divided.')),
    Column('Rate per', 'per', required=False, width=10, choices=('period', 'year'), given_once=True,
           note=N_('Whether the rate is that of the whole period or of a year.')),
    Column('Tax percent', 'tax_percent', 'percent', required=False, width=13, note=N_('What was withheld.')),
    Column('Members', 'members', 'whole', required=False, width=10, note=N_('How many got a part.'), follows=True),
    Column('Status', 'status', width=11, choices=(of.PLANNED, of.RECORDED, of.WITHDRAWN), follows=True,
           note=N_('planned, recorded, or withdrawn.')),
    _decision(),
    _note(),
    _id('Distribution ID'),
), of.Distribution, called=('number', 'kind'),
   modules=('module_dividends', 'module_share_out', 'module_deposits'), since=3)  # fmt: skip

STATEMENTS = Sheet('Statements', 'id', (
    _number(),
    Column('Kind', 'kind', width=22, note=N_('Which statement it is.'), given_once=True),
    Column('First day', 'first', 'date', width=12, note=N_('The first day that counts.'), given_once=True),
    Column('Last day', 'last', 'date', width=12, note=N_('The last day that counts.'), given_once=True),
    Column('Approved on', 'approved_on', 'date', note=N_('When it was approved.'), given_once=True),
    Column('Approved by', 'approved_by', width=18, note=N_('Who approved it.'), given_once=True),
    _note(),
    Column('Seal of the book', 'head', required=False, width=12, for_app=True,
           note=N_('The seal of the last row on that day.')),
    _id('Statement ID'),
), of.Statement, called=('number', 'kind'), modules=('module_statements',), since=3)  # fmt: skip

DOCUMENTS = Sheet('Documents', 'id', (
    _number(),
    Column('Date', 'on', 'date', width=12, note=N_('The day on which it was added.')),
    Column('Of', 'label', width=24, note=N_('Whom or what it belongs to.')),
    Column('Kind', 'kind', width=18, note=N_('A receipt, a photograph, a paper.')),
    Column('File', 'file', width=34, note=N_('The name of the file beside the book.'), given_once=True),
    _note(),
    Column('Fingerprint', 'fingerprint', width=12, for_app=True, note=N_('Proves that the file was not changed.')),
    _id('Document ID'),
    _about(),
), of.Document, called=('number', 'label'), modules=('module_documents',), since=3)  # fmt: skip

OF_MODULES = (
    LOAN_PRODUCTS, GUARANTORS, ROTATION, DECISIONS, FINES, ACCOUNTS, FIXED_DEPOSITS, DISTRIBUTIONS, STATEMENTS,
    DOCUMENTS,
)  # fmt: skip
