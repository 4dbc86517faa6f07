"""Messages to copy into WhatsApp: receipts, loans, repayments, the news of the month, reminders, each in any language.

    /messages?entry=01J…                                        of an entry, from the history and the deposits
    /messages?kind=reminder&member=M2025-003&spoken=mr

Nothing is sent from here: the text is copied, or WhatsApp opens with it and its owner presses there.
"""

from collections.abc import Sequence

from markupsafe import Markup

from reports import messages
from rules.periods import parse_month
from rules.problems import N_, Refused, refuse
from rules.records import Member
from sheets.words import LANGUAGES, _, language
from ui import message_topics
from ui.icons import icon
from ui.message_topics import Asked, Topic
from ui.office import office
from ui.parts import NOTHING, actions, card, copy_button, div, draw, empty, join, notice, problem_list
from ui.screen import Book, User, screen
from ui.theme import hero

KINDS = {
    'receipt': N_('Deposit'),
    'loan': N_('Loan given'),
    'repayment': N_('Repayment'),
    'monthly': N_('News of the month'),
    'reminder': N_('Reminders'),
}
NOTHING_YET = {
    'receipt': N_('No deposit was recorded yet.'),
    'loan': N_('No loan was given yet.'),
    'repayment': N_('No repayment was recorded yet.'),
    'reminder': N_('No reminder is needed.'),
}


@screen('/messages', title=N_('Messages'), may='messages')
def create(
    book: Book, user: User, kind: str = '', entry: str = '', member: str = '', month: str = '', spoken: str = ''
) -> None:
    """The message that the address asks for, or the first of its kind, and the list of the others."""
    kind = kind if kind in KINDS else message_topics.kind_of_entry(book, entry)
    asked = Asked(kind, spoken if spoken in LANGUAGES else book.bylaws.language, entry, member, month)
    topics = message_topics.topics_of(book, asked, office().today())
    if topics and not (entry or member or month):
        asked = topics[0].asked
    hero(_('Messages'), note=_('Copy the text, or open WhatsApp with it.'))
    with card():
        ways = [(asked.about(code), _(title)) for code, title in KINDS.items()]
        draw(picks(_('Kinds of message'), [(one.link, words, one.kind == kind) for one, words in ways]))
    with div('columns'):
        with card(_(KINDS[kind])):
            draw(message(book, asked, topics))
        with card(_('Choose another'), classes='topics'):
            draw(listed(asked, topics))


def message(book: Book, asked: Asked, topics: Sequence[Topic]) -> Markup:
    """The text in its box, its language, and what can be done with it."""
    if not topics and not (asked.entry or asked.member or asked.month):
        return empty('message', _(NOTHING_YET[asked.kind]))
    languages = [(asked.link_in(code), name, code == asked.spoken) for code, name in LANGUAGES.items()]
    try:
        text, to = text_of(book, asked)
    except Refused as refused:
        return notice('warn', '', problem_list(refused.problems))
    link = messages.whatsapp_link(text, to.mobile if to else '', book.bylaws.country)
    return join([
        picks(_('Language of the message'), languages),
        Markup('<div class="bubble" id="message-text" lang="{}" tabindex="0">{}</div>').format(asked.spoken, text),
        actions(
            copy_button(_('Copy'), 'message-text'),
            Markup('<a class="button second" href="{}" target="_blank" rel="noopener">{}<span>{}</span></a>').format(
                link, icon('message'), _('WhatsApp to {name}').format(name=to.name) if to else _('Open WhatsApp')
            ),
        ),
        next_of(asked, topics),
    ])  # fmt: skip


def text_of(book: Book, asked: Asked) -> tuple[str, Member | None]:
    """The text, in its own language, and whom it is for; nobody means the whole group. Raises Refused."""
    today = office().today()
    with language(asked.spoken):
        match asked.kind:
            case 'monthly':
                try:
                    return messages.monthly(book, parse_month(asked.month), today), None
                except ValueError:
                    raise refuse(N_('There is no such month.'), N_('Choose one of the list.'), about='month') from None
            case 'reminder':
                return messages.reminder(book, asked.member, today), book.member(asked.member)
            case 'loan':
                text = messages.loan_given(book, asked.entry, today)
            case 'repayment':
                text = messages.repayment(book, asked.entry, today)
            case _:
                text = messages.receipt(book, asked.entry, today)
    return text, book.members.get(book.receipt_of(asked.entry)[0].member)


def listed(asked: Asked, topics: Sequence[Topic]) -> Markup:
    """What else a message of this kind can be about, with the present one marked."""
    if not topics:
        return Markup('<p class="note">{}</p>').format(_(NOTHING_YET[asked.kind]))
    return join(
        Markup('<div{}>{}</div>').format(
            Markup(' class="here" aria-current="true"') if topic.asked == asked else NOTHING, topic.line
        )
        for topic in topics
    )


def next_of(asked: Asked, topics: Sequence[Topic]) -> Markup:
    """Reminders are sent one by one: who comes next, and how many are left."""
    place = next((place for place, topic in enumerate(topics) if topic.asked == asked), None)
    if asked.kind != 'reminder' or place is None:
        return NOTHING
    said = Markup('<span class="note grow">{}</span>').format(
        _('{place} of {count}').format(place=place + 1, count=len(topics))
    )
    if place + 1 == len(topics):
        return Markup('<div class="step">{}</div>').format(said)
    following = topics[place + 1]
    return Markup('<div class="step">{}<a class="button second small" href="{}"><span>{}</span>{}</a></div>').format(
        said, following.asked.link, _('Next: {name}').format(name=following.name), icon('next')
    )


def picks(label: str, ways: Sequence[tuple[str, str, bool]]) -> Markup:
    """A few links side by side, of which one is where one is: address, words, whether it is that one."""
    drawn = join(
        Markup('<a href="{}"{}>{}</a>').format(link, Markup(' aria-current="true"') if here else NOTHING, words)
        for link, words, here in ways
    )
    return Markup('<nav class="picks close" aria-label="{}">{}</nav>').format(label, drawn)
