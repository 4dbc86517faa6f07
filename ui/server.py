"""Starts the server: the settings of NiceGUI, each with its reason, and what happens when it starts and stops.

`serve(office, port=8080)` is called after the modules of the pages were imported, since importing them adds them.
"""

import sys
from pathlib import Path

from nicegui import app, background_tasks, core, ui

from sheets.sign_ins import give_code, has_officers
from ui import assets, banners, gate, set_up, sign_in, theme
from ui.office import Office, saves_are_done, use

HERE = Path(__file__).parent
PING_SECONDS, PING_ANSWER_SECONDS = 8, 5
# A phone whose screen was off for some minutes finds its page as it was, with what was typed.
RECONNECT_SECONDS = 300


def serve(office: Office, host: str = '127.0.0.1', port: int = 8080, behind_proxy: bool = False) -> None:
    """Serve until told to stop. `behind_proxy` believes the headers by which a proxy names the visitor's address."""
    use(office)
    theme.set_up()
    gate.set_up()
    sign_in.add_pages()
    set_up.add_pages()
    assets.add_files('style.css', 'script.js', 'print.js', 'deposit_grid.js')
    app.on_startup(_notice_losses_early)
    app.on_startup(_keep_banners)
    app.on_shutdown(saves_are_done)
    _greet(office, host, port)
    ui.run(
        host=host,
        port=port,
        title='Bahi',
        favicon=HERE / 'favicon.svg',
        dark=None,
        reload=False,
        show=False,
        show_welcome_message=False,
        tailwind=False,
        reconnect_timeout=RECONNECT_SECONDS,
        # Nothing is bound to plain attributes, so nobody needs to look at them ten times a second.
        binding_refresh_interval=None,
        proxy_headers=behind_proxy,
        server_header=False,
    )


def _notice_losses_early() -> None:
    """NiceGUI derives the pings from the long timeout for phones, so a silent loss would be noticed after minutes."""
    core.sio.eio.ping_interval, core.sio.eio.ping_timeout = PING_SECONDS, PING_ANSWER_SECONDS


def _keep_banners() -> None:
    """Open pages are told when the workbook goes, comes back or is changed."""
    background_tasks.create(banners.keep_true(), name='banners')


def _greet(office: Office, host: str, port: int) -> None:
    """Say where the app is, and how the first president gets in."""
    address = f'http://{"localhost" if host in {"127.0.0.1", "0.0.0.0"} else host}:{port}'
    lines = [f'Bahi is at {address}']
    if not office.demo and not has_officers(office.sign_ins):
        code = give_code(office.sign_ins, set_up.SET_UP)
        lines.append(f'To set up your group, open {address}/set-up and type the code {code}')
    sys.stdout.write('\n'.join(lines) + '\n')
    sys.stdout.flush()
