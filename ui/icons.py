"""The icons: drawn as lines on a field of 24 by 24, so that no icon font is ever fetched.

`icon('home')` is an <svg> that takes the size and the colour of the text beside it.
"""

from markupsafe import Markup

PATHS = {
    'home': 'M3 11.5 12 4l9 7.5M5.5 9.5V20h5v-5.5h3V20h5V9.5',
    'people': 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6'
    'M16 4.3a3.5 3.5 0 0 1 0 6.4'
    'M18 14.6c2.1.8 3.5 2.7 3.5 5.4',
    'person': 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c0-4 3.4-6.5 7.5-6.5s7.5 2.5 7.5 6.5',
    'deposit': 'M12 3v10m-4-4 4 4 4-4M4 14v5.5h16V14',
    'money': 'M3 7h18v11H3zM12 15a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M6 10v0M18 15v0',
    'loan': 'M12 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 13.5h3.5l4.5 1.6a1.6 1.6 0 0 1-.6 3.1H8'
    'm4.4-1.2L18.6 15a1.7 1.7 0 0 1 1.4 3.1L12.5 21 6.5 19H3z',
    'box': 'M4 9h16v11H4zM4 9l2-4.5h12L20 9M9.5 13h5',
    'bank': 'M3 9.5 12 4l9 5.5M3 20.5h18M5.5 10v7m4.3-7v7m4.4-7v7m4.3-7v7',
    'report': 'M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 12.5h6M9 16.5h6',
    'chart': 'M4 20.5h16M6.5 17v-5m5.5 5V5m5.5 12V9',
    'message': 'M4 5h16v11.5h-9L6.5 20v-3.5H4zM8 9.2h8M8 12.5h5',
    'phone': 'M7 3h10v18H7zM11 18h2',
    'plus': 'M12 5v14M5 12h14',
    'minus': 'M5 12h14',
    'tick': 'm5 12.5 4.5 4.5L19 7',
    'done': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12.2l2.8 2.8L16 9.5',
    'part': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 3v18M12 8h6.5M12 12h9M12 16h6.5',
    'alert': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5V13m0 3.4v.1',
    'warning': 'M12 4 2.8 20h18.4zM12 10v4.5m0 2.6v.1',
    'info': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5.5M12 7.6v.1',
    'clock': 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.3l3.4 2',
    'calendar': 'M4 5.5h16V20H4zM4 10h16M8.5 3v4.5m7-4.5v4.5',
    'history': 'M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.3m0-4.8v4.8h4.8M12 7.5v5l3.3 1.9',
    'undo': 'M8.5 4.5 4 9l4.5 4.5M4 9h10.5a5.5 5.5 0 0 1 0 11H9',
    'settings': 'M4 7h9m6 0h1M4 17h1m6 0h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5'
    'M8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
    'search': 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.3 15.3 20.5 20.5',
    'filter': 'M4 6h16M7 12h10m-7 6h4',
    'menu': 'M4 7h16M4 12h16M4 17h16',
    'more': 'M5.5 12v.1M12 12v.1M18.5 12v.1',
    'back': 'M14.5 5.5 8 12l6.5 6.5',
    'next': 'M9.5 5.5 16 12l-6.5 6.5',
    'down': 'm6 9.5 6 6 6-6',
    'up': 'm6 14.5 6-6 6 6',
    'rise': 'm4 16 5.5-5.5 3.5 3.5 7-7m-5.5 0H20v5.5',
    'copy': 'M9 9h11v11H9zM5.5 15H4V4h11v1.5',
    'download': 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 20h15',
    'print': 'M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z',
    'edit': 'M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7l3.5 3.5',
    'close': 'M6 6l12 12M18 6 6 18',
    'sign-out': 'M14 4.5H5v15h9M10 12h10.5m-4-4.3L20.5 12l-4 4.3',
    'language': 'M3.5 6h9M8 3.8V6m2.8 0c-.7 4-3 7-6.8 8.5M5.5 8.8c1 2.3 3 4.3 5.5 5.4'
    'M12 20.5l4.2-10 4.3 10M13.5 17.3h5.5',
    'letters': 'M3 18.5 8 5.5l5 13M4.7 14.2h6.6M15 18.5l3-8 3 8M16 15.9h4',
    'moon': 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
    'sun': 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M12 2.5v2m0 15v2M2.5 12h2m15 0h2M5.3 5.3l1.4 1.4'
    'm10.6 10.6 1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
    'lock': 'M5.5 10.5h13V20h-13zM8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3',
    'book': 'M12 6.5C10 5 7 4.5 4 4.5v13.5c3 0 6 .5 8 2 2-1.5 5-2 8-2V4.5c-3 0-6 .5-8 2zM12 6.5V20',
    'sheet': 'M4 4h16v16H4zM4 9.5h16M4 14.7h16M10 4v16',
    'cloud': 'M7.5 18.5a4.5 4.5 0 0 1-.5-9 5.5 5.5 0 0 1 10.5 1.2 4 4 0 0 1-.5 7.8z',
}  # fmt: skip


def icon(name: str) -> Markup:
    """The icon as an <svg>; it says nothing to a screen reader, so words belong beside it or in a label."""
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>').format(PATHS[name])
